using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Podlab.Simulation.Images;

/// <summary>Reads data/registries.yaml.</summary>
internal static class RegistryFile
{
    public static IEnumerable<RegistryRule> ReadBuiltIn()
    {
        using var stream = typeof(RegistryFile).Assembly.GetManifestResourceStream("registries.yaml");
        if (stream is null) return [];
        var yaml = new YamlStream();
        yaml.Load(new StreamReader(stream));
        return [.. ((YamlSequenceNode)yaml.Documents[0].RootNode).Cast<YamlMappingNode>().Select(Read)];
    }

    private static RegistryRule Read(YamlMappingNode map)
    {
        string? Text(string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? ((YamlScalarNode)node).Value : null;
        return new RegistryRule(Text("prefix") ?? throw new InvalidDataException("registries.yaml: a rule has no 'prefix'."))
        {
            ServesFrom = Text("servesFrom"),
            Delay = TimeSpan.FromSeconds(double.Parse(Text("delaySeconds") ?? "0", CultureInfo.InvariantCulture)),
            IsKeyed = Text("keyed") == "true",
            IsPrivate = Text("private") == "true",
            User = Text("user"),
            Password = Text("password"),
        };
    }
}
