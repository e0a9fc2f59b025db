using Podlab.Kubectl.Create;
using Podlab.Kubectl.Delete;
using Podlab.Kubectl.Describe;
using Podlab.Kubectl.Exec;
using Podlab.Kubectl.Get;
using Podlab.Kubectl.Label;
using Podlab.Kubectl.Logs;
using Podlab.Kubectl.Run;

namespace Podlab.Kubectl.CommandLine;

/// <summary>All commands.</summary>
internal static class CommandTable
{
    public static CommandSpec Root { get; } = new("kubectl", "kubectl [flags]", "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/")
    {
        Subcommands =
        [
            CreateCommand.Spec, RunCommand.Spec, GetCommand.Spec, DeleteCommand.Spec, DescribeCommand.Spec, LogsCommand.Spec,
            ExecCommand.Attach, ExecCommand.Spec, LabelCommand.Label, LabelCommand.Annotate, Apply.ApplyCommand.Spec,
            Patching.PatchCommand.Spec, Replace.ReplaceCommand.Spec, Scale.ScaleCommand.Spec, Expose.ExposeCommand.Spec, Taint.TaintCommand.Spec,
            Drain.CordonCommand.Cordon, Drain.CordonCommand.Uncordon, Drain.DrainCommand.Spec, Events.EventsCommand.Spec,
            Rollout.RolloutCommand.Spec, Wait.WaitCommand.Spec, Auth.AuthCommand.Spec, Top.TopCommand.Spec, Version.VersionCommand.Spec, Version.VersionCommand.ClusterInfo,
            Set.SetCommand.Spec, Explain.ExplainCommand.Spec, Cp.CpCommand.Spec, PortForward.PortForwardCommand.Spec,
            Edit.EditCommand.Spec, Config.ConfigCommand.Spec, Debug.DebugCommand.Spec, Autoscale.AutoscaleCommand.Spec,
            Diff.DiffCommand.Spec, Kustomize.KustomizeCommand.Spec,
            ApiResources.ApiResourcesCommand.Resources, ApiResources.ApiResourcesCommand.Versions,
            new("proxy", "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]", "Run a proxy to the Kubernetes API server")
            {
                Group = "Troubleshooting and Debugging Commands",
                Flags = flags => flags.Text("address", "127.0.0.1", "The IP address on which to serve on.").Int("port", 8001, "The port on which to run the proxy. Set to 0 to pick a random port.", 'p'),
                Run = _ => throw new KubectlError("the proxy is not part of this kubectl; `podlab serve` offers the API over the network"),
            },
            new("plugin", "plugin [flags]", "Provides utilities for interacting with plugins")
            {
                Subcommands =
                [
                    new("list", "plugin list", "List all visible plugin executables on a user's PATH")
                    {
                        Flags = flags => flags.Bool("name-only", false, "If true, display only the binary name of each plugin, rather than its full path"),
                        Run = _ => throw new KubectlError("unable to find any kubectl plugins in your PATH"),
                    },
                ],
            },
            new("help", "help [command]", "Help about any command"),
            new("options", "options", "Print the list of flags inherited by all commands") { Run = call => { call.Out(HelpText.Options()); return Task.CompletedTask; } },
        ],
    };
}
