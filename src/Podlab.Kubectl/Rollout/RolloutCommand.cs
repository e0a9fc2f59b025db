using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Rollout;

/// <summary><c>kubectl rollout</c> and what is below it.</summary>
internal static class RolloutCommand
{
    public static CommandSpec Spec { get; } = new("rollout", "rollout SUBCOMMAND", "Manage the rollout of a resource")
    {
        Group = "Deploy Commands",
        Examples = ["kubectl rollout undo deployment/abc", "kubectl rollout status daemonset/foo", "kubectl rollout restart deployment/abc", "kubectl rollout restart deployment --selector=app=nginx"],
        Subcommands =
        [
            new("history", "history (TYPE NAME | TYPE/NAME) [flags]", "View rollout history")
            {
                Examples = ["kubectl rollout history deployment/abc", "kubectl rollout history daemonset/abc --revision=3"],
                Flags = flags => Common(flags).Int("revision", 0, "See the details, including podTemplate of the revision specified"),
                Run = RolloutHistory.RunAsync,
            },
            new("pause", "pause RESOURCE", "Mark the provided resource as paused")
            {
                Examples = ["kubectl rollout pause deployment/nginx"],
                Flags = flags => Common(flags).Text("field-manager", "kubectl-rollout", "Name of the manager used to track field ownership."),
                Run = call => new RolloutChange(call).PauseAsync(paused: true),
            },
            new("restart", "restart RESOURCE", "Restart a resource")
            {
                Examples = ["kubectl rollout restart -n test-namespace deployment", "kubectl rollout restart deployment/nginx", "kubectl rollout restart daemonset/abc", "kubectl rollout restart deployment --selector=app=nginx"],
                Flags = flags => Common(flags).Text("field-manager", "kubectl-rollout", "Name of the manager used to track field ownership."),
                Run = call => new RolloutChange(call).RestartAsync(),
            },
            new("resume", "resume RESOURCE", "Resume a paused resource")
            {
                Examples = ["kubectl rollout resume deployment/nginx"],
                Flags = flags => Common(flags).Text("field-manager", "kubectl-rollout", "Name of the manager used to track field ownership."),
                Run = call => new RolloutChange(call).PauseAsync(paused: false),
            },
            new("status", "status (TYPE NAME | TYPE/NAME) [flags]", "Show the status of the rollout")
            {
                Examples = ["kubectl rollout status deployment/nginx"],
                Flags = flags => ManifestFiles.AddTo(flags, "identifying the resource to get from a server.")
                    .Int("revision", 0, "Pin to a specific revision for showing its status.")
                    .Text("selector", "", "Selector (label query) to filter on.", 'l')
                    .Duration("timeout", "0s", "The length of time to wait before ending watch, zero means never.")
                    .Bool("watch", true, "Watch the status of the rollout until it's done.", 'w'),
                Run = RolloutStatus.RunAsync,
            },
            new("undo", "undo (TYPE NAME | TYPE/NAME) [flags]", "Undo a previous rollout")
            {
                Examples = ["kubectl rollout undo deployment/abc", "kubectl rollout undo daemonset/abc --to-revision=3", "kubectl rollout undo --dry-run=server deployment/abc"],
                Flags = flags => DryRunFlag.AddTo(Common(flags)).Int("to-revision", 0, "The revision to rollback to. Default to 0 (last revision)."),
                Run = RolloutUndo.RunAsync,
            },
        ],
    };

    private static FlagSet Common(FlagSet flags) => OutputFormat.AddTo(ManifestFiles.AddTo(flags, "identifying the resource to get from a server.")
        .Text("selector", "", "Selector (label query) to filter on.", 'l'));

    /// <summary>The objects that a command below rollout works on.</summary>
    public static async Task<ResourceSet> TargetsAsync(Invocation call)
    {
        var files = ManifestFiles.Of(call.Flags);
        if (call.Args.Count == 0 && !files.Any) throw new KubectlError("required resource not specified");
        return await new ResourceQuery(call) { Files = files, LabelSelector = call.Flags["selector"], TypeAloneMeansAll = true }.RunAsync();
    }

    public static string Query(Invocation call) => WriteFlags.Query(call);
}
