using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Controllers;

/// <summary>
/// Settles which objects belong to a controller's object: its own that match stay, its own that do not match are released, matching ones without an owner are adopted.
/// </summary>
/// <remarks>Follows pkg/controller/controller_ref_manager.go (v1.36.3).</remarks>
internal static class Claims
{
    /// <param name="candidates">Those that name the owner, and those of the namespace that name nobody.</param>
    /// <param name="mayAdopt">Adopting is left alone where it is false for an object (finished pods).</param>
    /// <param name="finalizer">What an adopted object is held by, and let go from with its release; null: nothing.</param>
    public static List<T> Claim<T>(ResourceClient<T> client, IKubernetesObject owner, IEnumerable<T> candidates, Func<ObjectMeta, bool> matches, Func<T, bool>? mayAdopt = null, string? finalizer = null)
        where T : class, IKubernetesObject<T>
    {
        var claimed = new List<T>();
        foreach (var item in candidates.ToArray())
        {
            var controller = Owners.ControllerOf(item.Metadata);
            if (controller is not null)
            {
                if (controller.Uid != owner.Metadata.Uid) continue;
                if (matches(item.Metadata)) claimed.Add(item);
                else if (owner.Metadata.DeletionTimestamp is null) Write(client, (T)item.WithMetadata(WithoutFinalizer(Owners.Released(item.Metadata, owner), finalizer)));
                continue;
            }

            if (owner.Metadata.DeletionTimestamp is not null || item.Metadata.DeletionTimestamp is not null || !matches(item.Metadata) || mayAdopt?.Invoke(item) == false) continue;
            if (Write(client, (T)item.WithMetadata(WithFinalizer(Owners.Adopted(item.Metadata, owner), finalizer))) is { } adopted) claimed.Add(adopted);
        }

        return claimed;
    }

    private static ObjectMeta WithFinalizer(ObjectMeta metadata, string? finalizer) =>
        finalizer is null || metadata.Finalizers.Contains(finalizer) ? metadata : metadata with { Finalizers = metadata.Finalizers.Add(finalizer) };

    private static ObjectMeta WithoutFinalizer(ObjectMeta metadata, string? finalizer) =>
        finalizer is null ? metadata : metadata with { Finalizers = metadata.Finalizers.Where(name => name != finalizer).ToValueList() };

    private static T? Write<T>(ResourceClient<T> client, T item)
        where T : class, IKubernetesObject<T>
    {
        try
        {
            return client.Update(item);
        }
        catch (ApiException exception) when (exception.IsNotFound || exception.IsInvalid)
        {
            // Gone meanwhile, or with the same owner twice: nothing left to claim.
            return null;
        }
    }
}
