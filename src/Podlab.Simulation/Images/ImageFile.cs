using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Utilities;
using YamlDotNet.RepresentationModel;

namespace Podlab.Simulation.Images;

/// <summary>Reads an image's file (data/images/README.md describes its form).</summary>
internal sealed class ImageFile(string source, Func<string, ImageDefinition> findBase)
{
    private static readonly HashSet<string> Keys =
        ["name", "tags", "size", "base", "busybox", "entrypoint", "cmd", "env", "user", "workdir", "ports", "stopSignal", "files", "filesAs", "about"];

    private readonly Dictionary<string, YamlMappingNode> filesByName = new(StringComparer.Ordinal);

    public IEnumerable<ImageDefinition> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        foreach (var document in stream.Documents)
        {
            if (document.RootNode is not YamlMappingNode map) throw Wrong("an image is a mapping");
            foreach (var image in Read(map)) yield return image;
        }
    }

    private IEnumerable<ImageDefinition> Read(YamlMappingNode map)
    {
        foreach (var key in map.Children.Keys.Select(Text))
            if (!Keys.Contains(key)) throw Wrong($"unknown key '{key}'");
        var name = Text(map, "name") ?? throw Wrong("'name' is missing");
        var repository = ImageReference.Parse(name).Repository;
        var parent = Text(map, "base") is { } baseName ? findBase(baseName) : null;
        var root = parent is null ? new LayerDirectory(0b111_101_101) : Copy(parent.Root);
        if (Text(map, "busybox") is "true") AddBusyBox(root);
        if (Text(map, "filesAs") is { } twin) AddFiles(root, filesByName.GetValueOrDefault(twin) ?? throw Wrong($"filesAs: '{twin}' is not above"));
        if (map.Children.TryGetValue(new YamlScalarNode("files"), out var files))
        {
            AddFiles(root, (YamlMappingNode)files);
            filesByName.TryAdd(name, (YamlMappingNode)files);
        }

        var environment = new List<KeyValuePair<string, string>>(parent?.Environment ?? []);
        if (environment.Count == 0) environment.Add(new("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        foreach (var (key, value) in Pairs(map, "env"))
        {
            environment.RemoveAll(pair => pair.Key == key);
            environment.Add(new(key, value));
        }

        foreach (var tag in List(map, "tags") ?? ["latest"])
        {
            // Tags of one entry are names of one image.
            var identity = $"{repository}\n{text(map)}";
            yield return new ImageDefinition
            {
                Repository = repository,
                Tag = tag,
                SizeBytes = long.Parse(Text(map, "size") ?? throw Wrong("'size' is missing"), NumberStyles.AllowThousands, CultureInfo.InvariantCulture),
                Id = Sha256("config " + identity),
                Digest = Sha256("manifest " + identity),
                Entrypoint = List(map, "entrypoint") ?? parent?.Entrypoint ?? [],
                Command = List(map, "cmd") ?? (map.Children.ContainsKey(new YamlScalarNode("entrypoint")) ? [] : parent?.Command) ?? [],
                Environment = environment,
                User = Text(map, "user") ?? parent?.User ?? "",
                WorkingDirectory = Text(map, "workdir") ?? parent?.WorkingDirectory ?? "",
                StopSignal = Text(map, "stopSignal") ?? parent?.StopSignal ?? "SIGTERM",
                Ports = List(map, "ports") ?? parent?.Ports ?? [],
                Root = root,
            };
        }

        static string text(YamlMappingNode map) => string.Join('\n', map.Children.Where(pair => Text(pair.Key) != "about").Select(pair => $"{pair.Key}: {pair.Value}"));
    }

    private void AddFiles(LayerDirectory root, YamlMappingNode files)
    {
        foreach (var (keyNode, value) in files.Children)
        {
            var path = Text(keyNode);
            if (value is YamlScalarNode plain)
            {
                root.Put(path, new LayerFile(Bytes(plain.Value ?? ""), 0b110_100_100));
                continue;
            }

            var entry = (YamlMappingNode)value;
            var mode = Text(entry, "mode") is { } octal ? Convert.ToInt32(octal, 8) : default(int?);
            var uid = long.Parse(Text(entry, "uid") ?? "0", CultureInfo.InvariantCulture);
            var gid = long.Parse(Text(entry, "gid") ?? "0", CultureInfo.InvariantCulture);
            if (Text(entry, "link") is { } target) root.Put(path, new LayerLink(target, uid, gid));
            else if (Text(entry, "program") is { } program) root.Put(path, new LayerFile(Executable(program), mode ?? 0b111_101_101, uid, gid, program));
            else if (Text(entry, "directory") is "true") root.Put(path, new LayerDirectory(mode ?? 0b111_101_101, uid, gid));
            else if (Text(entry, "content") is { } content) root.Put(path, new LayerFile(Bytes(content), mode ?? 0b110_100_100, uid, gid));
            else throw Wrong($"{path}: one of content, link, program or directory is needed");
        }
    }

    private static void AddBusyBox(LayerDirectory root)
    {
        root.Put("/bin/busybox", new LayerFile(Executable("busybox"), 0b111_101_101, Program: "busybox"));
        foreach (var name in UtilityTable.Names.Append("sh").Append("ash")) root.Put("/bin/" + name, new LayerLink("/bin/busybox"));
    }

    /// <summary>Bytes that no shell takes for a script.</summary>
    private static byte[] Executable(string program) => [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, .. Bytes(program), 0];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static LayerDirectory Copy(LayerDirectory directory)
    {
        var copy = new LayerDirectory(directory.Mode, directory.Uid, directory.Gid);
        foreach (var (name, entry) in directory.Entries) copy.Entries[name] = entry is LayerDirectory child ? Copy(child) : entry;
        return copy;
    }

    private static string Sha256(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";

    private static string? Text(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? Text(node) : null;

    private static List<string>? List(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? [.. ((YamlSequenceNode)node).Select(Text)] : null;

    private static IEnumerable<(string Key, string Value)> Pairs(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? ((YamlMappingNode)node).Children.Select(pair => (Text(pair.Key), Text(pair.Value))) : [];

    private InvalidDataException Wrong(string what) => new($"{source}: {what}.");
}
