using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Files;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Kustomize;

/// <summary>A generated object, and the name that others refer to it by.</summary>
internal sealed record GeneratedObject(string Name, JsonObject Object, bool Hashed);

/// <summary>ConfigMaps and Secrets from literals and files.</summary>
internal sealed class KustomizeGenerators(IKubectlFiles files, string directory)
{
    public IEnumerable<GeneratedObject> Generate(JsonObject kustomization)
    {
        foreach (var (list, kind) in ((string, string)[])[("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")])
        {
            foreach (var generator in kustomization.Items(list))
            {
                var data = new JsonObject();
                foreach (var (key, content) in Entries(generator)) data[key] = kind == "Secret" ? Convert.ToBase64String(content) : Encoding.UTF8.GetString(content);
                var value = new JsonObject { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = generator.Text("name") }, ["data"] = data };
                if (kind == "Secret") value["type"] = generator.Text("type") is { Length: > 0 } type ? type : "Opaque";
                var plain = generator.True("options", "disableNameSuffixHash") || kustomization.True("generatorOptions", "disableNameSuffixHash");
                yield return new GeneratedObject(generator.Text("name"), value, !plain);
            }
        }
    }

    private IEnumerable<(string Key, byte[] Content)> Entries(JsonNode? generator)
    {
        foreach (var literal in generator.Items("literals").Select(l => l!.GetValue<string>()))
        {
            var parts = literal.Split('=', 2);
            if (parts.Length != 2) throw new KubectlError($"invalid literal source {literal}, expected key=value");
            yield return (parts[0], Encoding.UTF8.GetBytes(parts[1].Trim('"', '\'')));
        }

        foreach (var source in generator.Items("files").Select(f => f!.GetValue<string>()))
        {
            var parts = source.Split('=', 2);
            yield return (parts.Length == 2 ? parts[0] : source[(source.LastIndexOf('/') + 1)..], Read(parts[^1]));
        }

        foreach (var source in generator.Items("envs").Select(f => f!.GetValue<string>()))
        {
            foreach (var line in Encoding.UTF8.GetString(Read(source)).Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
                yield return (line.Split('=', 2)[0], Encoding.UTF8.GetBytes(line.Split('=', 2).ElementAtOrDefault(1) ?? ""));
        }
    }

    private byte[] Read(string path) => files.FileExists($"{directory}/{path}") ? files.Read($"{directory}/{path}") : throw new KubectlError($"loading KV pairs: file sources: [{path}]: no such file or directory");
}
