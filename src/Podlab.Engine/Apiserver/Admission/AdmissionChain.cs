using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission;

/// <summary>The plugins in Kubernetes' order. All that change objects run before all that only check.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    public static AdmissionChain Empty { get; } = new([]);

    public IReadOnlyList<IAdmissionPlugin> Plugins => plugins;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        foreach (var plugin in plugins)
        {
            var admitted = plugin.Admit(request);
            if (!ReferenceEquals(admitted, request.Object)) request = request with { Object = admitted };
        }

        return request.Object!;
    }

    public void Check(AdmissionRequest request)
    {
        foreach (var plugin in plugins) plugin.Check(request);
    }
}
