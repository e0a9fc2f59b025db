using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Patches;
using Podlab.Api.Yaml;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Files;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Kustomize;

/// <summary>Builds what a kustomization describes: its resources with names, namespace, labels, images and patches changed, and generated ConfigMaps and Secrets.</summary>
internal sealed class Kustomization(IKubectlFiles files)
{
    private static readonly string[] FileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <exception cref="KubectlError">The directory has no kustomization, or one that cannot be built.</exception>
    public string Build(string directory) => string.Join("---\n", BuildObjects(directory.TrimEnd('/')).Select(o => YamlPrinter.Text(o)));

    private List<JsonObject> BuildObjects(string directory)
    {
        var file = FileNames.Select(n => $"{directory}/{n}").FirstOrDefault(files.FileExists)
            ?? throw new KubectlError($"unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '{directory}'");
        var kustomization = ReadObjects(file).FirstOrDefault() ?? throw new KubectlError("kustomization.yaml is empty");
        var objects = new List<JsonObject>();
        foreach (var path in kustomization.Items("resources").Concat(kustomization.Items("bases")).Select(r => $"{directory}/{r!.GetValue<string>()}"))
        {
            if (files.FileExists(path)) objects.AddRange(ReadObjects(path));
            else if (files.DirectoryExists(path)) objects.AddRange(BuildObjects(path.TrimEnd('/')));
            else throw new KubectlError($"accumulating resources: accumulation err='accumulating resources from '{path[(directory.Length + 1)..]}': evalsymlink failure on '{path}' : lstat {path}: no such file or directory'");
        }

        var generated = new KustomizeGenerators(files, directory).Generate(kustomization).ToList();
        objects.AddRange(generated.Select(g => g.Object));
        Patch(directory, kustomization, objects);
        KustomizeTransforms.Apply(kustomization, objects, generated);
        return objects;
    }

    private void Patch(string directory, JsonObject kustomization, List<JsonObject> objects)
    {
        var inline = kustomization.Items("patches").Select(p => (Text: p.Text("patch").Length > 0 ? p.Text("patch") : Read($"{directory}/{p.Text("path")}"), Target: p.At("target")));
        var strategic = kustomization.Items("patchesStrategicMerge").Select(p => (Text: Read($"{directory}/{p!.GetValue<string>()}"), Target: (JsonNode?)null));
        foreach (var (text, target) in inline.Concat(strategic))
        {
            foreach (var document in YamlReader.ReadAll(text).Where(d => !d.IsEmpty))
            {
                if (document.Error is { } error) throw new KubectlError(error.LibraryMessage);
                var patch = JsonText.Parse(document.Json.Span);
                foreach (var (i, o) in objects.Index().ToList().Where(o => Fits(o.Item, target, patch)))
                    objects[i] = LocalPatch.Apply(patch is JsonArray ? PatchType.Json : PatchType.Strategic, o, Encoding.UTF8.GetString(document.Json.Span));
            }
        }
    }

    private static bool Fits(JsonObject value, JsonNode? target, JsonNode? patch)
    {
        var wanted = target ?? new JsonObject { ["kind"] = patch.Text("kind"), ["name"] = patch.Name() };
        return (wanted.Text("kind").Length == 0 || wanted.Text("kind") == value.Text("kind")) && (wanted.Text("name").Length == 0 || wanted.Text("name") == value.Name());
    }

    private string Read(string path) => files.FileExists(path) ? Encoding.UTF8.GetString(files.Read(path)) : throw new KubectlError($"failed to get the patch file from path({path}): no such file or directory");

    private List<JsonObject> ReadObjects(string path)
    {
        var objects = new List<JsonObject>();
        foreach (var document in YamlReader.ReadAll(Encoding.UTF8.GetString(files.Read(path))).Where(d => !d.IsEmpty))
        {
            if (document.Error is { } error) throw new KubectlError($"{path}: {error.LibraryMessage}");
            if (JsonText.Parse(document.Json.Span) is JsonObject value) objects.Add(value);
        }

        return objects;
    }
}
