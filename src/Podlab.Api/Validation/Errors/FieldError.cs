using System.Globalization;
using System.Text.Json;

namespace Podlab.Api.Validation;

/// <summary>One thing that is wrong with a field.</summary>
/// <param name="Field">The path: <c>spec.containers[0].name</c>.</param>
/// <param name="BadValue">Text, number, boolean, list of texts, map of texts, <see cref="GoJson"/>, or null.</param>
/// <param name="Detail">What the value should be.</param>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go (v1.36.3).</remarks>
public sealed record FieldError(FieldErrorType Type, string Field, object? BadValue, string Detail)
{
    /// <summary>The message without the path, as a Status' causes have it.</summary>
    public string Body
    {
        get
        {
            var words = Type.Words();
            if (Type is FieldErrorType.Invalid or FieldErrorType.TypeInvalid or FieldErrorType.NotSupported or FieldErrorType.NotFound
                or FieldErrorType.Duplicate or FieldErrorType.TooMany && BadValue is not Omitted)
            {
                words = BadValue is Omitted ? words : words + ": " + Render(BadValue);
            }
            return Detail.Length == 0 ? words : words + ": " + Detail;
        }
    }

    public override string ToString() => Field + ": " + Body;

    private static string Render(object? value) => value switch
    {
        null => "null",
        string text => GoText.Quote(text),
        bool flag => flag ? "true" : "false",
        double number => GoText.Float(number),
        IFormattable and (int or long) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        Quantity quantity => GoText.Quote(quantity.ToString()),
        IntOrString port => port.IsInt ? port.ToString() : GoText.Quote(port.StringValue),
        DateTimeOffset time => GoText.Quote(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        GoJson json => json.Text,
        IEnumerable<string> texts => "[" + string.Join(',', texts.Select(Json)) + "]",
        IEnumerable<KeyValuePair<string, string>> map => "{" + string.Join(',', map.Select(entry => Json(entry.Key) + ":" + Json(entry.Value))) + "}",
        _ => throw new ArgumentException($"No rendering for {value.GetType()}"),
    };

    private static string Json(string text) =>
        "\"" + GoText.EscapeHtml(JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()) + "\"";

    /// <summary>Stands for a value that the message leaves out.</summary>
    public sealed class Omitted
    {
        private Omitted()
        {
        }

        public static Omitted Value { get; } = new();
    }
}

/// <summary>A value that the server prints as JSON, already written.</summary>
public sealed record GoJson(string Text)
{
    public static GoJson Null { get; } = new("null");

    /// <summary>The JSON that a model type writes.</summary>
    public static GoJson Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Json.KubernetesJson.Compact))
        {
            write(writer);
        }
        return new GoJson(GoText.EscapeHtml(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan)));
    }
}
