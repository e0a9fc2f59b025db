using System.Globalization;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.PortForward;

/// <summary><c>kubectl port-forward</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/portforward/portforward.go (v1.36.3).</remarks>
internal static class PortForwardCommand
{
    public static CommandSpec Spec { get; } = new("port-forward", "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]", "Forward one or more local ports to a pod")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl port-forward pod/mypod 5000 6000", "kubectl port-forward deployment/mydeployment 5000 6000", "kubectl port-forward service/myservice 8443:https", "kubectl port-forward pod/mypod 8888:5000"],
        Flags = flags => flags
            .Slice("address", "Addresses to listen on (comma separated).", fallback: "localhost")
            .Duration("pod-running-timeout", "1m0s", "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running"),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        if (call.Args.Count < 2) throw call.UsageError("TYPE/NAME and list of ports are required for port-forward");
        var word = call.Args[0];
        var target = (await new ResourceQuery(call) { Args = word.Contains('/', StringComparison.Ordinal) ? [word] : ["pods", word] }.RunAsync()).OrThrow()[0];
        var pod = target.Resource is { Group: "", Kind: "Pod" } ? target : await PodChoice.ForAsync(call, word, call.Flags.Span("pod-running-timeout"));
        var pairs = call.Args.Skip(1).Select(p => Pair(p, target, pod)).ToList();
        if (pod.Value.Text("status", "phase") is not "Running" and var phase) throw new KubectlError($"unable to forward port because pod is not running. Current status={phase}");
        var numbers = pairs.ConvertAll(p => (Local: Number(p.Local, "local"), Remote: Number(p.Remote, "remote")));
        if (call.IO.Listener is not { } listener) throw await WithoutListenerAsync(call, pod, numbers[0].Remote);
        await Task.WhenAll(numbers.Select(pair =>
        {
            call.Out(string.Create(CultureInfo.InvariantCulture, $"Forwarding from 127.0.0.1:{pair.Local} -> {pair.Remote}\n"));
            return listener(pair.Local, () => call.Client.Transport.ForwardAsync(pod.Namespace, pod.Name, pair.Remote, call.Client.Cancellation).AsTask(), call.Client.Cancellation);
        }));
    }

    /// <summary>The server's refusal where it has one; else what this kubectl lacks.</summary>
    private static async Task<KubectlError> WithoutListenerAsync(Invocation call, ResourceObject pod, int port)
    {
        try
        {
            await using var stream = await call.Client.Transport.ForwardAsync(pod.Namespace, pod.Name, port, call.Client.Cancellation);
            return new KubectlError("port-forward needs the machine's network, which this kubectl has not been given; use `kubectl exec` with wget, or a kubectl beside `podlab serve`");
        }
        catch (Engine.Apiserver.ApiException refusal)
        {
            return new KubectlError($"error upgrading connection: unable to upgrade connection: {refusal.Message}");
        }
    }

    private static (string Local, string Remote) Pair(string text, ResourceObject target, ResourceObject pod)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (local, remote) = colon < 0 ? (text, text) : (text[..colon], text[(colon + 1)..]);
        if (target.Resource.Kind == "Service") remote = ServicePort(remote, target, pod);
        else if (!int.TryParse(remote, NumberStyles.None, CultureInfo.InvariantCulture, out _) && remote.Length > 0)
            remote = NamedPort(pod, remote) ?? throw new KubectlError($"Pod '{pod.Name}' does not have a named port '{remote}'");
        return (local.Length == 0 ? "0" : colon < 0 && target.Resource.Kind != "Service" ? remote : local, remote);
    }

    private static string ServicePort(string port, ResourceObject service, ResourceObject pod)
    {
        var entry = service.Value.Items("spec", "ports").FirstOrDefault(p => p.Text("port") == port || p.Text("name") == port)
            ?? throw new KubectlError($"Service {service.Name} does not have a service port {port}");
        var target = entry.Has("targetPort") ? entry.Text("targetPort") : entry.Text("port");
        return int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? target : NamedPort(pod, target) ?? throw new KubectlError($"Pod '{pod.Name}' does not have a named port '{target}'");
    }

    private static string? NamedPort(ResourceObject pod, string name) =>
        pod.Value.Items("spec", "containers").SelectMany(c => c.Items("ports")).FirstOrDefault(p => p.Text("name") == name) is { } port ? port.Text("containerPort") : null;

    private static int Number(string text, string side) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
            : throw new KubectlError($"error parsing {side} port '{text}': {Flags.FlagSyntax.CheckInt(text, "ParseUint") ?? $"strconv.ParseUint: parsing {Api.GoText.Quote(text)}: value out of range"}");
}
