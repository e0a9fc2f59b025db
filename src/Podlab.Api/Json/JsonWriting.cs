using System.Globalization;
using System.Text.Json;

namespace Podlab.Api.Json;

/// <summary>What generated types call to write the forms that JSON has no type for.</summary>
internal static class JsonWriting
{
    /// <summary>metav1.Time: whole seconds, UTC.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, DateTimeOffset time) =>
        writer.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    /// <summary>metav1.MicroTime: six digits of a second.</summary>
    public static void WriteMicroTime(this Utf8JsonWriter writer, DateTimeOffset time) =>
        writer.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

    public static void WriteIntOrString(this Utf8JsonWriter writer, IntOrString value)
    {
        if (value.IsInt) writer.WriteNumberValue(value.IntValue);
        else writer.WriteStringValue(value.StringValue);
    }

}
