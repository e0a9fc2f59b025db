using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Label;

/// <summary><c>kubectl label</c> and <c>kubectl annotate</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/label/label.go and cmd/annotate/annotate.go (v1.36.3).</remarks>
internal static class LabelCommand
{
    public static CommandSpec Label { get; } = new("label", "label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]", "Update the labels on a resource")
    {
        Group = "Settings Commands",
        Examples = ["kubectl label pods foo unhealthy=true", "kubectl label --overwrite pods foo status=unhealthy", "kubectl label pods --all status=unhealthy", "kubectl label pods foo bar-"],
        Flags = flags => MetadataChange.AddFlags(flags, "kubectl-label"),
        Run = call => new MetadataChange(call, "labels", "label", "labeled", "unlabeled").RunAsync(),
    };

    public static CommandSpec Annotate { get; } = new("annotate", "annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]", "Update the annotations on a resource")
    {
        Group = "Settings Commands",
        Examples = ["kubectl annotate pods foo description='my frontend'", "kubectl annotate --overwrite pods foo description='my frontend running nginx'", "kubectl annotate pods foo description-"],
        Flags = flags => MetadataChange.AddFlags(flags, "kubectl-annotate"),
        Run = call => new MetadataChange(call, "annotations", "annotation", "annotated", "annotated").RunAsync(),
    };
}
