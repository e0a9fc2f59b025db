using System.Text;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Create;

/// <summary>Keys and values from literals, files, directories and files of variables.</summary>
/// <remarks>Follows kubectl/pkg/util (util.go, env_file.go) and cmd/create/create_configmap.go (v1.36.3).</remarks>
internal static class KeyValueSources
{
    /// <param name="add">Takes a key and its value; throws when the key is there already or wrong.</param>
    public static void Read(Invocation call, Action<string, byte[]> add)
    {
        var flags = call.Flags;
        if (flags.Values("from-env-file").Count > 0 && (flags.Values("from-file").Count > 0 || flags.Values("from-literal").Count > 0))
            throw new KubectlError("from-env-file cannot be combined with from-file or from-literal");
        foreach (var literal in flags.Values("from-literal"))
        {
            var (key, value) = Literal(literal);
            add(key, Encoding.UTF8.GetBytes(value));
        }

        foreach (var source in flags.Values("from-file")) FromFile(call, source, add);
        foreach (var file in flags.Values("from-env-file")) FromEnvFile(call, file, add);
    }

    private static (string Key, string Value) Literal(string source)
    {
        if (source.StartsWith('=')) throw new KubectlError($"invalid literal source {source}, expected key=value");
        var equals = source.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) throw new KubectlError($"invalid literal source {source}, expected key=value");
        var value = source[(equals + 1)..];
        if (value.Length > 1 && value[0] == value[^1] && value[0] is '"' or '\'') value = value[1..^1];
        return (source[..equals], value);
    }

    private static void FromFile(Invocation call, string source, Action<string, byte[]> add)
    {
        var files = call.IO.Files;
        var parts = source.Split('=');
        if (parts.Length > 2) throw new KubectlError("key names or file paths cannot contain '='");
        if (parts.Length == 2 && parts[0].Length == 0) throw new KubectlError($"key name for file path {parts[1]} missing");
        if (parts.Length == 2 && parts[1].Length == 0) throw new KubectlError($"file path for key name {parts[0]} missing");
        var path = parts[^1];
        if (files.DirectoryExists(path) && !files.FileExists(path))
        {
            if (parts.Length == 2) throw new KubectlError("cannot give a key name for a directory path");
            foreach (var name in files.List(path).Where(n => !n.EndsWith('/'))) add(name, files.Read($"{path.TrimEnd('/')}/{name}"));
            return;
        }

        if (!files.FileExists(path)) throw new KubectlError($"error reading {path}: no such file or directory");
        add(parts.Length == 2 ? parts[0] : path[(path.LastIndexOf('/') + 1)..], files.Read(path));
    }

    private static void FromEnvFile(Invocation call, string path, Action<string, byte[]> add)
    {
        if (call.IO.Files.DirectoryExists(path)) throw new KubectlError("env config file cannot be a directory");
        if (!call.IO.Files.FileExists(path)) throw new KubectlError($"error reading {path}: no such file or directory");
        foreach (var (key, value) in Variables(path, Encoding.UTF8.GetString(call.IO.Files.Read(path)), call)) add(key, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The variables of a text of <c>KEY=value</c> lines; <c>KEY</c> alone takes the environment's.</summary>
    public static IEnumerable<(string Key, string Value)> Variables(string source, string text, Invocation call)
    {
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimStart().TrimEnd('\r');
            if (line.Length == 0 || line[0] == '#') continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? line : line[..equals];
            if (!IsVariable(key)) throw new KubectlError($"{GoText.Quote(key)} is not a valid key name: a valid environment variable name must consist only of printable ASCII characters other than '='");
            yield return (key, equals >= 0 ? line[(equals + 1)..] : call.IO.Variable(key) ?? "");
        }

        _ = source;
    }

    public static bool IsVariable(string name) => name.Length > 0 && name.All(c => c is > ' ' and <= '~' and not '=');

    /// <summary>What is wrong with a key of a ConfigMap or Secret, or null.</summary>
    public static string? CheckKey(string key, string kind)
    {
        if (key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && key is not ("." or "..") && !key.StartsWith("..", StringComparison.Ordinal)) return null;
        return $"{GoText.Quote(key)} is not a valid key name for a {kind}: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    }
}
