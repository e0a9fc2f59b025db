namespace Podlab.ModelGenerator;

/// <summary>How a Go field is declared, where its schema does not say it.</summary>
internal enum GoFieldKind
{
    Unstated,
    Value,
    Pointer,
    Always,
    Null,
}

/// <summary>The facts of go-fields.txt.</summary>
internal sealed class GoFields
{
    private readonly Dictionary<string, GoFieldKind> kinds = new(StringComparer.Ordinal);

    public static GoFields Load(string path)
    {
        var result = new GoFields();
        foreach (var (line, number) in File.ReadLines(path).Select((line, index) => (line.Split('#')[0].Trim(), index + 1)))
        {
            if (line.Length == 0) continue;
            if (line.Split(' ') is not [var field, var kind] || !Enum.TryParse<GoFieldKind>(kind, ignoreCase: true, out var parsed))
                throw new FormatException($"{path}:{number}: \"{line}\" is not TYPE.FIELD value|pointer|always|null");
            result.kinds[field] = parsed;
        }

        return result;
    }

    public GoFieldKind Kind(string type, string field) =>
        kinds.TryGetValue($"{type}.{field}", out var kind) || kinds.TryGetValue($"*.{field}", out kind) ? kind : GoFieldKind.Unstated;
}
