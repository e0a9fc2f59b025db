using System.Globalization;

namespace Podlab.Engine.Apiserver.Protobuf;

/// <param name="Type">s, i, b, y, or the name of a message.</param>
internal sealed record MessageField(string Name, string Type, bool Repeated, bool Map, bool Inline);

/// <summary>Which field has which number, out of messages.txt.</summary>
internal static class MessageTable
{
    private static readonly Lazy<Dictionary<string, Dictionary<int, MessageField>>> Messages = new(Read);

    public static IReadOnlyDictionary<int, MessageField>? Find(string message) => Messages.Value.GetValueOrDefault(message);

    private static Dictionary<string, Dictionary<int, MessageField>> Read()
    {
        using var stream = typeof(MessageTable).Assembly.GetManifestResourceStream("Podlab.Engine.Protobuf.messages.txt")!;
        using var reader = new StreamReader(stream);
        var messages = new Dictionary<string, Dictionary<int, MessageField>>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Length == 0) continue;
            var colon = line.IndexOf(':');
            var fields = new Dictionary<int, MessageField>();
            foreach (var entry in line[(colon + 1)..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = entry.Split(' ');
                var type = parts[2];
                fields.Add(int.Parse(parts[0], CultureInfo.InvariantCulture), new MessageField(parts[1], type.Trim('*', '~', '{', '}'), type[0] == '*', type[0] == '{', type[0] == '~'));
            }

            messages.Add(line[..colon], fields);
        }

        return messages;
    }
}
