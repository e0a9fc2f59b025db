using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Exec;

/// <summary><c>kubectl exec</c> and <c>kubectl attach</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/exec/exec.go and cmd/attach/attach.go (v1.36.3).</remarks>
internal static class ExecCommand
{
    public static CommandSpec Spec { get; } = new("exec", "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]", "Execute a command in a container")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl exec mypod -- date", "kubectl exec mypod -c ruby-container -- date", "kubectl exec mypod -i -t -- ls -t /usr", "kubectl exec deploy/mydeployment -- date"],
        Flags = flags => flags
            .Text("container", "", "Container name.", 'c')
            .List("filename", "to use to exec into the resource", 'f')
            .Duration("pod-running-timeout", "1m0s", "The length of time to wait until at least one pod is running.")
            .Bool("quiet", false, "Only print output from the remote session", 'q')
            .Bool("stdin", false, "Pass stdin to the container", 'i')
            .Bool("tty", false, "Stdin is a TTY", 't'),
        Run = ExecAsync,
    };

    public static CommandSpec Attach { get; } = new("attach", "attach (POD | TYPE/NAME) -c CONTAINER", "Attach to a running container")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl attach mypod", "kubectl attach mypod -c ruby-container", "kubectl attach mypod -c ruby-container -i -t"],
        Flags = flags => flags
            .Text("container", "", "Container name.", 'c')
            .Duration("pod-running-timeout", "1m0s", "The length of time to wait until at least one pod is running.")
            .Bool("quiet", false, "Only print output from the remote session", 'q')
            .Bool("stdin", false, "Pass stdin to the container", 'i')
            .Bool("tty", false, "Stdin is a TTY", 't'),
        Run = AttachAsync,
    };

    private static async Task ExecAsync(Invocation call)
    {
        if (call.Args.Count > 0 && call.DashAt < 0 && call.Args.Count > 1) throw call.UsageError("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead");
        if (call.DashAt > 1) throw call.UsageError("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead");
        if (call.Args.Count == 0 || call.DashAt == 0) throw new KubectlError("pod, type/name or --filename must be specified");
        var command = call.Args.Skip(1).ToList();
        if (command.Count == 0) throw new KubectlError("you must specify at least one command for the container");
        var pod = await PodChoice.ForAsync(call, call.Args[0], call.Flags.Span("pod-running-timeout"));
        if (pod.Value.Text("status", "phase") is ("Succeeded" or "Failed") and var phase) throw new KubectlError($"cannot exec into a container in a completed pod; current phase is {phase}");
        var container = Containers.Choose(call, pod.Value, call.Flags["container"], call.Flags.Is("quiet"));
        await Streams.ExecAsync(call, pod.Name, container.Text("name"), command, call.Flags.Is("stdin"), call.Flags.Is("tty"));
    }

    private static async Task AttachAsync(Invocation call)
    {
        if (call.Args.Count == 0) throw call.UsageError("at least 1 argument is required for attach");
        if (call.Args.Count > 2) throw call.UsageError("expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw " + call.Args.Count);
        var pod = await PodChoice.ForAsync(call, string.Join('/', call.Args), call.Flags.Span("pod-running-timeout"));
        if (pod.Value.Text("status", "phase") is ("Succeeded" or "Failed") and var phase) throw new KubectlError($"cannot attach a container in a completed pod; current phase is {phase}");
        var container = Containers.Choose(call, pod.Value, call.Flags["container"], call.Flags.Is("quiet"));
        if (call.Flags.Is("tty") && !container.True("tty"))
            call.Err($"error: Unable to use a TTY - container {container.Text("name")} did not allocate one\n");
        await Streams.AttachAsync(call, pod.Name, container.Text("name"), call.Flags.Is("stdin"), call.Flags.Is("tty") && container.True("tty"), call.Flags.Is("quiet"));
    }
}
