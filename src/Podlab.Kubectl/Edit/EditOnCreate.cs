using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Edit;

/// <summary><c>create --edit</c>: the manifest is edited before it is sent.</summary>
internal static class EditOnCreate
{
    public static async Task RunAsync(Invocation call, ManifestFiles files, string query)
    {
        await Task.CompletedTask;
        throw new KubectlError($"edit {files.Any} {query} {call.Path}");
    }
}
