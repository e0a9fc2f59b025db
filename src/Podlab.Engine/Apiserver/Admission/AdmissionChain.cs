using System.Runtime.CompilerServices;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission;

/// <summary>The plugins in Kubernetes' order. All that change objects run before all that only check.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    private readonly IAdmissionPlugin[] own = [.. plugins];
    private readonly Dictionary<Write, IAdmissionPlugin[]> asked = [];

    /// <summary>Shared by all clusters that are being made, on whichever thread.</summary>
    public static AdmissionChain Empty { get; } = new([]);

    public IReadOnlyList<IAdmissionPlugin> Plugins => own;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        foreach (var plugin in Concerned(request)) request.Object = plugin.Admit(request);
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
        foreach (var plugin in Concerned(request)) plugin.Check(request);
    }

    private IAdmissionPlugin[] Concerned(AdmissionRequest request)
    {
        // The empty chain is shared by threads: it must not remember anything.
        if (own.Length == 0) return own;
        var write = new Write(request.Operation, request.Resource, request.Subresource);
        return asked.TryGetValue(write, out var concerned) ? concerned : asked[write] = Ask(write);
    }

    private IAdmissionPlugin[] Ask(Write write) => Array.FindAll(own, plugin => plugin.Handles(write.Operation, write.Resource, write.Subresource));

    private readonly record struct Write(AdmissionOperation Operation, ResourceInfo Resource, string? Subresource)
    {
        public bool Equals(Write other) => ReferenceEquals(Resource, other.Resource) && Operation == other.Operation && Subresource == other.Subresource;

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(Resource) ^ (int)Operation;
    }
}
