using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.Resources;

/// <summary>Which files a command reads.</summary>
internal sealed record ManifestFiles(IReadOnlyList<string> Files, string Kustomize, bool Recursive)
{
    public bool Any => Files.Count > 0 || Kustomize.Length > 0;

    public static FlagSet AddTo(FlagSet flags, string usage) => flags
        .Slice("filename", usage, 'f')
        .Text("kustomize", "", "Process a kustomization directory.", 'k')
        .Bool("recursive", false, "Process the directory used in -f, --filename recursively.", 'R');

    public static ManifestFiles Of(FlagSet flags) => new(flags.Values("filename"), flags["kustomize"], flags.Is("recursive"));

    /// <exception cref="CommandLine.KubectlError">None, or both, of -f and -k were given.</exception>
    public void Require()
    {
        if (!Any) throw new CommandLine.KubectlError("must specify one of -f and -k");
        if (Files.Count > 0 && Kustomize.Length > 0) throw new CommandLine.KubectlError("only one of -f or -k can be specified");
    }
}
