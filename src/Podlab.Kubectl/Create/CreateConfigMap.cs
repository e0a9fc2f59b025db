using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create configmap</c>.</summary>
internal static class CreateConfigMap
{
    public static CommandSpec Spec { get; } = new("configmap", "configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]", "Create a config map from a local file, directory or literal value")
    {
        Aliases = ["cm"],
        Examples = ["kubectl create configmap my-config --from-file=path/to/bar", "kubectl create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2"],
        Flags = flags => CreateFlags.AddTo(flags
            .Bool("append-hash", false, "Append a hash of the configmap to its name.")
            .Slice("from-env-file", "Specify the path to a file to read lines of key=val pairs to create a configmap.")
            .Slice("from-file", "Key file can be specified using its file path.")
            .List("from-literal", "Specify a key and literal value to insert in configmap (i.e. mykey=somevalue)")),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var name = call.OneName();
        var head = CreateFlags.Head(call, "v1", "ConfigMap", name);
        var (data, binary) = (new JsonObject(), new JsonObject());
        KeyValueSources.Read(call, (key, content) =>
        {
            if (KeyValueSources.CheckKey(key, "ConfigMap") is { } wrong) throw new KubectlError(wrong);
            if (data.ContainsKey(key)) throw new KubectlError($"cannot add key {GoText.Quote(key)}, another key by that name already exists in Data for ConfigMap {GoText.Quote(name)}");
            if (binary.ContainsKey(key)) throw new KubectlError($"cannot add key {GoText.Quote(key)}, another key by that name already exists in BinaryData for ConfigMap {GoText.Quote(name)}");
            if (Text(content) is { } text) data[key] = text;
            else binary[key] = Convert.ToBase64String(content);
        });
        var value = new JsonObject { ["kind"] = "ConfigMap", ["apiVersion"] = "v1", ["metadata"] = head["metadata"]!.DeepClone() };
        if (data.Count > 0) value["data"] = NameHash.Sorted(data);
        if (binary.Count > 0) value["binaryData"] = NameHash.Sorted(binary);
        if (call.Flags.Is("append-hash")) value.Ensure("metadata")["name"] = $"{name}-{NameHash.OfConfigMap(name, data, binary)}";
        await CreateCommand.SubmitAsync(call, value, "failed to create configmap: ");
    }

    /// <summary>The text of a file, or null where it is not UTF-8.</summary>
    private static string? Text(byte[] content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
