using YamlDotNet.Core;

namespace Podlab.Api.Yaml;

/// <summary>Reads manifests: YAML or JSON, several documents separated by lines of <c>---</c>.</summary>
public static class YamlReader
{
    /// <summary>Larger texts are refused; the API server's own limit on a request is 3 MiB.</summary>
    public const int MaxCharacters = 16 * 1024 * 1024;

    /// <summary>All documents, the empty ones too; reading goes on after a document with an error.</summary>
    public static IReadOnlyList<YamlDocument> ReadAll(string text)
    {
        if (text.Length > MaxCharacters)
        {
            return [Failed(1, new YamlError(1, 1, $"The text has {text.Length} characters; at most {MaxCharacters} are read. Split it.", "yaml: input too large"))];
        }
        return [.. YamlSplitter.Split(text).Select(chunk => Read(chunk.Text, chunk.FirstLine))];
    }

    /// <summary>One document; a further one after <c>---</c> is not looked at.</summary>
    public static YamlDocument Read(string text, int firstLine = 1)
    {
        try
        {
            var root = YamlComposer.Compose(text, firstLine);
            var converter = new YamlToJson(firstLine);
            return new YamlDocument(converter.Convert(root), root, firstLine, converter.Duplicates, null);
        }
        catch (YamlFault fault)
        {
            return Failed(firstLine, fault.Error);
        }
        catch (YamlException exception)
        {
            return Failed(firstLine, YamlWords.Explain(exception, text, firstLine));
        }
    }

    private static YamlDocument Failed(int firstLine, YamlError error) => new("null"u8.ToArray(), null, firstLine, [], error);
}

/// <summary>Carries an error out of the depths of a document; never leaves the reader.</summary>
internal sealed class YamlFault(YamlError error) : Exception(error.Message)
{
    public YamlError Error { get; } = error;
}
