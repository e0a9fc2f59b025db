using System.Text.Json;
using Podlab.Api.Model;

namespace Podlab.Api.Validation;

/// <summary>Values as the server's own types print them: Go field names, everything present, nothing left out.</summary>
internal static class GoPrint
{
    public static GoJson Of(Action<Utf8JsonWriter> fields) => GoJson.Of(writer =>
    {
        writer.WriteStartObject();
        fields(writer);
        writer.WriteEndObject();
    });

    public static GoJson Seccomp(SeccompProfile profile) => Of(writer =>
    {
        writer.WriteString("Type", profile.Type);
        writer.Text("LocalhostProfile", profile.LocalhostProfile);
    });

    public static GoJson AppArmor(AppArmorProfile profile) => Of(writer =>
    {
        writer.WriteString("Type", profile.Type);
        writer.Text("LocalhostProfile", profile.LocalhostProfile);
    });

    public static GoJson SeLinux(SELinuxOptions options) => Of(writer =>
    {
        writer.WriteString("User", options.User ?? "");
        writer.WriteString("Role", options.Role ?? "");
        writer.WriteString("Type", options.Type ?? "");
        writer.WriteString("Level", options.Level ?? "");
    });

    public static GoJson Windows(WindowsSecurityContextOptions options) => Of(writer =>
    {
        writer.Text("GMSACredentialSpecName", options.GmsaCredentialSpecName);
        writer.Text("GMSACredentialSpec", options.GmsaCredentialSpec);
        writer.Text("RunAsUserName", options.RunAsUserName);
        writer.Flag("HostProcess", options.HostProcess);
    });

    public static void Text(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, value);
        }
    }

    public static void Flag(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void Number(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    public static void IntOrString(this Utf8JsonWriter writer, string name, IntOrString value)
    {
        writer.WritePropertyName(name);
        if (value.IsInt)
        {
            writer.WriteNumberValue(value.IntValue);
        }
        else
        {
            writer.WriteStringValue(value.StringValue);
        }
    }

    public static void Raw(this Utf8JsonWriter writer, string name, GoJson? value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value?.Text ?? "null", skipInputValidation: true);
    }

    public static void Texts(this Utf8JsonWriter writer, string name, ValueList<string> values)
    {
        writer.WritePropertyName(name);
        if (values.IsAbsent)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartArray();
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }
        writer.WriteEndArray();
    }
}
