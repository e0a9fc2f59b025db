using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Files;

namespace Podlab.Kubectl.Kustomize;

internal sealed class Kustomization(IKubectlFiles files)
{
    public string Build(string directory) => throw new KubectlError($"{directory} {files}");
}
