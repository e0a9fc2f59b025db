namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Why containers of a pod could not be started in the sync before; the next status tells it.</summary>
internal sealed class ReasonCache
{
    private List<(string Container, StartFailure Failure)>? reasons;

    public StartFailure? Find(string container)
    {
        if (reasons is null) return null;
        foreach (var (name, failure) in reasons)
        {
            if (name == container) return failure;
        }

        return null;
    }

    public void Set(string container, StartFailure? failure)
    {
        for (var i = 0; i < reasons?.Count; i++)
        {
            if (reasons[i].Container != container) continue;
            if (failure is null) reasons.RemoveAt(i);
            else reasons[i] = (container, failure);
            return;
        }

        if (failure is not null) (reasons ??= []).Add((container, failure));
    }
}
