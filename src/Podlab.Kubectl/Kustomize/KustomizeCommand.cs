using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Kustomize;

/// <summary><c>kubectl kustomize</c>.</summary>
internal static class KustomizeCommand
{
    public static CommandSpec Spec { get; } = new("kustomize", "kustomize DIR", "Build a kustomization target from a directory or URL")
    {
        Group = "Advanced Commands",
        Examples = ["kubectl kustomize", "kubectl kustomize config/production"],
        Run = call =>
        {
            if (call.Args.Count > 1) throw new KubectlError("specify one path to kustomization.yaml");
            call.Out(new Kustomization(call.IO.Files).Build(call.Args.Count == 0 ? "." : call.Args[0]));
            return Task.CompletedTask;
        },
    };
}
