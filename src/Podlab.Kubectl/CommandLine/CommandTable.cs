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
            ApiResources.ApiResourcesCommand.Resources, ApiResources.ApiResourcesCommand.Versions,
            new("help", "help [command]", "Help about any command"),
            new("options", "options", "Print the list of flags inherited by all commands") { Run = call => { call.Out(HelpText.Options()); return Task.CompletedTask; } },
        ],
    };
}
