using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Podlab.Notebooks.CSharp;

/// <summary>The assemblies that cells see. Few, because every submission pays for each of them.</summary>
internal static class CSharpReferences
{
    private static readonly string[] Framework =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Console",
        "System.Text.RegularExpressions", "System.Text.Json", "System.Memory", "System.Threading",
    ];

    private static readonly ConcurrentDictionary<string, MetadataReference> Read = new(StringComparer.Ordinal);

    public static IEnumerable<MetadataReference> For(IEnumerable<Assembly> assemblies)
    {
        var trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator);
        var framework = trusted.Where(path => Framework.Contains(Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal));
        return framework.Concat(assemblies.Select(assembly => assembly.Location))
            .Where(path => path.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Select(path => Read.GetOrAdd(path, static path => MetadataReference.CreateFromFile(path)));
    }
}
