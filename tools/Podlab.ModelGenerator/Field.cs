using System.Text.Json;

namespace Podlab.ModelGenerator;

/// <summary>One field of a type: its C# property and how it is read and written.</summary>
internal sealed record Field(string JsonName, string PropertyName, string Type, string? Initializer, string Read, string Write, IReadOnlyList<string> Enum)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    public static Field Of(Schema owner, string name, JsonElement json, SchemaSet schemas, GoFields facts)
    {
        var property = PropertyNameOf(owner.TypeName, name);
        var required = owner.Json.TryGetProperty("required", out var list) && list.EnumerateArray().Any(item => item.GetString() == name);
        var kept = required || json.TryGetProperty("default", out var defaulted) && IsZero(defaulted);
        var kind = facts.Kind(owner.TypeName, name);
        var enumeration = json.TryGetProperty("enum", out var values) ? values.EnumerateArray().Select(value => value.GetString()!).ToList() : [];
        Field Make(string type, string? initializer, string read, string write) => new(name, property, type, initializer, read, write, enumeration);
        var label = $"writer.WritePropertyName({property}Key); ";
        if (json.TryGetProperty("$ref", out var reference))
            return Reference(reference.GetString()!);
        switch (json.GetProperty("type").GetString())
        {
            case "string" when kind == GoFieldKind.Null:
                return Make("string?", null, "decoder.ReadStringOrNull()", $"writer.WriteString({property}Key, {property});");
            case "string" when kept && kind is not (GoFieldKind.Pointer or GoFieldKind.Value):
                return Make("string", " = \"\";", "decoder.ReadString()", $"writer.WriteString({property}Key, {property});");
            case "string" when kind == GoFieldKind.Pointer:
                return Make("string?", null, "decoder.ReadStringOrNull()", $"if ({property} is not null) writer.WriteString({property}Key, {property});");
            case "string":
                return Make("string?", null, "decoder.ReadStringOmitEmpty()", $"if (!string.IsNullOrEmpty({property})) writer.WriteString({property}Key, {property});");
            case "boolean":
                return Scalar("bool", "Boolean", "false");
            case "integer" when json.TryGetProperty("format", out var format) && format.GetString() == "int32":
                return Scalar("int", "Int32", "0");
            case "integer":
                return Scalar("long", "Int64", "0");
            case "number":
                return Scalar("double", "Double", "0");
            case "array":
                var (itemType, itemRead, itemWrite) = Element(json.GetProperty("items"), "item");
                return Make($"ValueList<{itemType}>", null, $"decoder.ReadList(static (ref JsonDecoder d) => {itemRead})", (required || kind == GoFieldKind.Always
                    ? $"{label}if ({property}.IsEmpty) writer.WriteNullValue(); else {{ "
                    : $"if (!{property}.IsEmpty) {{ {label}") + $"writer.WriteStartArray(); foreach (var item in {property}) {{ {itemWrite} }} writer.WriteEndArray(); }}");
            case "object" when json.TryGetProperty("additionalProperties", out var value):
                var (valueType, valueRead, valueWrite) = Element(value, "entry.Value");
                return Make($"ValueMap<{valueType}>", null, $"decoder.ReadMap(static (ref JsonDecoder d) => {valueRead})", (required
                    ? $"{label}if ({property}.IsEmpty) writer.WriteNullValue(); else {{ "
                    : $"if (!{property}.IsEmpty) {{ {label}")
                    + $"writer.WriteStartObject(); foreach (var entry in {property}) {{ writer.WritePropertyName(entry.Key); {valueWrite} }} writer.WriteEndObject(); }}");
            case "object":
                return Make("RawJson?", null, "decoder.ReadRawOrNull()", $"if ({property} is not null) {{ {label}{property}.WriteTo(writer); }}");
            case var other:
                throw new NotSupportedException($"{owner.FullName}.{name}: type {other}");
        }

        Field Scalar(string type, string method, string zero) =>
            kept && (required || kind != GoFieldKind.Value) && kind != GoFieldKind.Pointer ? Make(type, null, $"decoder.Read{method}()", label + WriteScalar(type, property))
            : kind == GoFieldKind.Value ? Make(type, null, $"decoder.Read{method}()", $"if ({property} != {zero}) {{ {label}{WriteScalar(type, property)} }}")
            : Make(type + "?", null, $"decoder.Read{method}OrNull()", $"if ({property} is {{ }} value{property}) {{ {label}{WriteScalar(type, "value" + property)} }}");

        Field Reference(string full)
        {
            var (type, read, write) = Target(full, "decoder", $"value{property}");
            var present = $"if ({property} is {{ }} value{property}) {{ {label}{write} }}";
            if (type is "DateTimeOffset" && (required || kind == GoFieldKind.Always)) present += $" else writer.WriteNull({property}Key);";
            if (IsScalar(type)) return Make(type + "?", null, read, present);
            if ((required && kind != GoFieldKind.Pointer) || kind == GoFieldKind.Always)
                return Make(type, $" = {type}.Empty;", read, $"{label}{property}.Write(writer);");
            if (required) present += $" else writer.WriteNull({property}Key);";
            return Make(type + "?", null, $"decoder.BeginObject() ? Model.{type}.ReadFields(ref decoder) : null", present);
        }

        (string Type, string Read, string Write) Element(JsonElement element, string variable)
        {
            if (element.TryGetProperty("$ref", out var target))
            {
                var (type, read, write) = Target(target.GetString()!, "d", variable);
                return type switch
                {
                    "Quantity" => (type, "d.ReadQuantityOrNull() ?? Quantity.Zero", write),
                    "RawJson" => (type, "d.ReadRawOrNull() ?? RawJson.Null", write),
                    "DateTimeOffset" => (type, "d.ReadTimeOrNull() ?? default", write),
                    "IntOrString" => (type, "d.ReadIntOrStringOrNull() ?? default", write),
                    _ => (type, read, write),
                };
            }

            return (element.GetProperty("type").GetString(), element.TryGetProperty("format", out var format) ? format.GetString() : null) switch
            {
                ("string", "byte") => ("Base64Data", "d.ReadBase64()", $"writer.WriteStringValue({variable}.Text);"),
                ("string", _) => ("string", "d.ReadString()", $"writer.WriteStringValue({variable});"),
                ("integer", "int32") => ("int", "d.ReadInt32()", $"writer.WriteNumberValue({variable});"),
                ("integer", _) => ("long", "d.ReadInt64()", $"writer.WriteNumberValue({variable});"),
                ("array", _) => Nested(element),
                var other => throw new NotSupportedException($"{owner.FullName}.{name}: element type {other}"),
            };

            (string, string, string) Nested(JsonElement array)
            {
                var (type, read, write) = Element(array.GetProperty("items"), "inner");
                return ($"ValueList<{type}>", $"d.ReadList(static (ref JsonDecoder d) => {read})",
                    $"writer.WriteStartArray(); foreach (var inner in {variable}) {{ {write} }} writer.WriteEndArray();");
            }
        }

        (string Type, string Read, string Write) Target(string full, string decoder, string variable) => full switch
        {
            Meta + "Time" => ("DateTimeOffset", $"{decoder}.ReadTimeOrNull()", $"writer.WriteTime({variable});"),
            Meta + "MicroTime" => ("DateTimeOffset", $"{decoder}.ReadMicroTimeOrNull()", $"writer.WriteMicroTime({variable});"),
            Meta + "FieldsV1" or "io.k8s.apimachinery.pkg.runtime.RawExtension" => ("RawJson", $"{decoder}.ReadRawOrNull()", $"{variable}.WriteTo(writer);"),
            "io.k8s.apimachinery.pkg.api.resource.Quantity" => ("Quantity", $"{decoder}.ReadQuantityOrNull()", $"writer.WriteStringValue({variable}.ToString());"),
            "io.k8s.apimachinery.pkg.util.intstr.IntOrString" => ("IntOrString", $"{decoder}.ReadIntOrStringOrNull()", $"writer.WriteIntOrString({variable});"),
            _ => (schemas.Schemas[full].TypeName, $"Model.{schemas.Schemas[full].TypeName}.Read(ref {decoder})", $"{variable}.Write(writer);"),
        };
    }

    private static bool IsScalar(string type) => type is "DateTimeOffset" or "RawJson" or "Quantity" or "IntOrString";

    private static bool IsZero(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() == "",
        JsonValueKind.Number => value.GetDouble() == 0,
        JsonValueKind.False => true,
        _ => false,
    };

    private static string WriteScalar(string type, string variable) => type == "bool" ? $"writer.WriteBooleanValue({variable});" : $"writer.WriteNumberValue({variable});";

    private static string PropertyNameOf(string type, string name)
    {
        var property = string.Concat(name.TrimStart('$').Split('-').Select(SchemaSet.Pascal));
        return property == type ? property + "Value" : property;
    }
}
