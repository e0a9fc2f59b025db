using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Nodes;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>What goes through to the kubelet: logs here; exec, attach and port-forward are checked here and connected by the transport.</summary>
/// <remarks>Follows pkg/registry/core/pod/strategy.go, LogLocation and streamLocation (v1.36.3).</remarks>
internal sealed class PodConnectHandlers(ApiServer server)
{
    private static readonly ResourceInfo Pods = ApiServer.ResourceOf(Pod.GroupVersionKind);
    private static readonly ResourceInfo Nodes = ApiServer.ResourceOf(Node.GroupVersionKind);

    public ApiResponse Log(RequestContext context)
    {
        var options = LogOptions.Read(context.Query, context.Name);
        var pod = Find(context);
        var container = ContainerOf(pod, context.Query.First("container"));
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) return new ApiResponse { Code = 204, ContentType = "", Warnings = context.Warnings };
        var node = NodeOf(pod);
        var log = node.Log(pod, container, options.Previous);
        if (options.Follow && !options.Previous && node.IsRunning(pod, container))
            return new ApiResponse { Code = 200, ContentType = "text/plain", Warnings = context.Warnings, Stream = LogFollower.Follow(server, node, pod, container, log, options) };
        return new ApiResponse { Code = 200, ContentType = "text/plain", Warnings = context.Warnings, Body = options.Render(log.Lines, server.Clock.Now) };
    }

    /// <summary>exec, attach, portforward over plain HTTP: they need a connection that is switched to streams.</summary>
    public ApiResponse Upgrade(RequestContext context)
    {
        var (pod, _) = CheckConnect(context);
        _ = NodeOf(pod);
        throw ApiException.BadRequest("Upgrade request required");
    }

    /// <summary>The pod and the container that a stream is for.</summary>
    public (Pod Pod, string Container) CheckConnect(RequestContext context)
    {
        var pod = Find(context);
        var container = context.Target.Subresource?.Name == "portforward" ? "" : ContainerOf(pod, context.Query.First("container"));
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) throw ApiException.BadRequest($"pod {context.Name} does not have a host assigned");
        return (pod, container);
    }

    /// <summary>The kubelet of a pod's node. A node that nobody has heard of is told as if the pod were missing under its name; so does the real server.</summary>
    public INodeConnection NodeOf(Pod pod)
    {
        var name = pod.Spec.NodeName!;
        if (server.Store.Find(Nodes, "", name) is null) throw ApiException.NotFound(Pods, name);
        return server.Nodes.Get(name);
    }

    private Pod Find(RequestContext context) => (Pod)(server.Store.Find(Pods, context.Namespace, context.Name) ?? throw ApiException.NotFound(Pods, context.Name)).Value;

    private static string ContainerOf(Pod pod, string? name)
    {
        var containers = pod.Spec.Containers.Select(container => container.Name).ToList();
        var inits = pod.Spec.InitContainers.Select(container => container.Name).ToList();
        var ephemerals = pod.Spec.EphemeralContainers.Select(container => container.Name).ToList();
        if (string.IsNullOrEmpty(name))
        {
            if (containers.Count == 1) return containers[0];
            var text = $"a container name must be specified for pod {pod.Metadata.Name}, choose one of: [{string.Join(' ', containers)}]";
            if (inits.Count > 0) text += $" or one of the init containers: [{string.Join(' ', inits)}]";
            if (ephemerals.Count > 0) text += $" or one of the ephemeral containers: [{string.Join(' ', ephemerals)}]";
            throw ApiException.BadRequest(text);
        }

        return containers.Contains(name) || inits.Contains(name) || ephemerals.Contains(name) ? name
            : throw ApiException.BadRequest($"container {name} is not valid for pod {pod.Metadata.Name}");
    }
}
