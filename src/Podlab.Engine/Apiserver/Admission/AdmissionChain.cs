using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission;

/// <summary>The plugins in Kubernetes' order. All that change objects run before all that only check.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    private readonly IAdmissionPlugin[] own = [.. plugins];

    public static AdmissionChain Empty { get; } = new([]);

    public IReadOnlyList<IAdmissionPlugin> Plugins => own;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        foreach (var plugin in own) request.Object = plugin.Admit(request);
        return request.Object!;
    }

    /// <param name="value">The object as it is going to be written.</param>
    public void Check(AdmissionRequest request, IKubernetesObject value)
    {
        request.Object = value;
        Check(request);
    }

    public void Check(AdmissionRequest request)
    {
        foreach (var plugin in own) plugin.Check(request);
    }
}
