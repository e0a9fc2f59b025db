using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Podlab.Engine.Controllers.History;

/// <summary>Writes a pod template as Go's deep printer writes its struct: every field with its type, also those that are not set. Controllers hash that text.</summary>
/// <remarks>
/// Follows k8s.io/apimachinery/pkg/util/dump ForHash (go-spew, <c>%#v</c>, sorted keys, no methods, no addresses; v1.36). The order of the fields, which OpenAPI leaves out,
/// stands in <c>pod-template.gotypes</c>.
/// </remarks>
internal static class GoForm
{
    private const string Nil = "<nil>";
    private const string ZeroTime = "(v1.Time){Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}";
    private static readonly Dictionary<string, GoField[]> Types = GoField.ReadTypes("Podlab.Engine.History.pod-template.gotypes");

    public static string Of(string type, JsonElement value)
    {
        var text = new StringBuilder(4096);
        Write(text, type, value, withType: true);
        return text.ToString();
    }

    private static void Write(StringBuilder text, string type, JsonElement value, bool withType)
    {
        if (type == "Time")
        {
            text.Append(ZeroTime);
            return;
        }

        if (withType) text.Append('(').Append(GoName(type)).Append(')');
        if (type[0] == '*')
        {
            // What a pointer points to has its type in front already.
            if (IsAbsent(value)) text.Append(Nil);
            else Write(text, type[1..], value, withType: false);
        }
        else if (type.StartsWith("[]", StringComparison.Ordinal))
        {
            WriteList(text, type[2..], value);
        }
        else if (type is "map[string]string" or "ResourceList")
        {
            WriteMap(text, type == "ResourceList" ? "Quantity" : "string", value);
        }
        else if (Types.TryGetValue(type, out var fields))
        {
            WriteStruct(text, fields, value);
        }
        else
        {
            WriteScalar(text, type, value);
        }
    }

    private static void WriteStruct(StringBuilder text, GoField[] fields, JsonElement value)
    {
        text.Append('{');
        for (var i = 0; i < fields.Length; i++)
        {
            var field = fields[i];
            text.Append(i > 0 ? " " : "").Append(field.Name).Append(':');
            if (field.IsInline) Write(text, field.Name, value, withType: true);
            else Write(text, field.Type, value.ValueKind == JsonValueKind.Object && value.TryGetProperty(field.JsonName, out var found) ? found : default, withType: true);
        }

        text.Append('}');
    }

    private static void WriteList(StringBuilder text, string type, JsonElement value)
    {
        if (IsAbsent(value) || value.GetArrayLength() == 0)
        {
            text.Append(Nil);
            return;
        }

        text.Append('[');
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first) text.Append(' ');
            first = false;
            Write(text, type, item, withType: false);
        }

        text.Append(']');
    }

    private static void WriteMap(StringBuilder text, string type, JsonElement value)
    {
        if (IsAbsent(value) || !value.EnumerateObject().Any())
        {
            text.Append(Nil);
            return;
        }

        text.Append("map[");
        var first = true;
        foreach (var entry in value.EnumerateObject().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (!first) text.Append(' ');
            first = false;
            text.Append(entry.Name).Append(':');
            Write(text, type, entry.Value, withType: false);
        }

        text.Append(']');
    }

    private static void WriteScalar(StringBuilder text, string type, JsonElement value)
    {
        switch (type)
        {
            case "Quantity":
                GoQuantity.Write(text, IsAbsent(value) ? "0" : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
                break;
            case "IntOrString":
                var isText = value.ValueKind == JsonValueKind.String;
                text.Append(CultureInfo.InvariantCulture, $"{{Type:(intstr.Type){(isText ? 1 : 0)} IntVal:(int32){(value.ValueKind == JsonValueKind.Number ? value.GetInt32() : 0)} StrVal:(string){(isText ? value.GetString() : "")}}}");
                break;
            case "bool":
                text.Append(value.ValueKind == JsonValueKind.True ? "true" : "false");
                break;
            case "int32" or "int64":
                text.Append(IsAbsent(value) ? "0" : value.GetRawText());
                break;
            default:
                if (!IsAbsent(value)) text.Append(value.GetString());
                break;
        }
    }

    private static bool IsAbsent(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static string GoName(string type) => type switch
    {
        _ when type[0] == '*' => "*" + GoName(type[1..]),
        _ when type.StartsWith("[]", StringComparison.Ordinal) => "[]" + GoName(type[2..]),
        "string" or "bool" or "int32" or "int64" or "map[string]string" => type,
        "UID" => "types.UID",
        "Quantity" => "resource.Quantity",
        "IntOrString" => "intstr.IntOrString",
        _ => "v1." + type.TrimStart('~'),
    };
}
