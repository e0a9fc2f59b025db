using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>A container's environment: where it comes from, and each variable.</summary>
internal static class EnvironmentSection
{
    public static void Write(DescribeWriter w, JsonNode? container, JsonNode? pod)
    {
        if (container.Count("envFrom") > 0)
        {
            w.Line(2, "Environment Variables from:");
            foreach (var source in container.Items("envFrom"))
            {
                var (kind, reference) = source.Has("configMapRef") ? ("ConfigMap", source.At("configMapRef")) : ("Secret", source.At("secretRef"));
                var prefix = source.Text("prefix") is { Length: > 0 } given ? $" with prefix '{given}'" : "";
                w.Line(3, $"{reference.Text("name")}\t{kind}{prefix}\tOptional: {Bool(reference.True("optional"))}");
            }
        }

        w.Line(2, $"Environment:{(container.Count("env") == 0 ? "\t<none>" : "")}");
        foreach (var variable in container.Items("env")) Variable(w, variable, container, pod);
    }

    private static void Variable(DescribeWriter w, JsonNode? variable, JsonNode? container, JsonNode? pod)
    {
        var name = variable.Text("name");
        if (variable.At("valueFrom") is not { } from)
        {
            var lines = variable.Text("value").Split('\n');
            w.Field(3, name, lines[0]);
            foreach (var line in lines.Skip(1)) w.Line(3, "\t" + line);
        }
        else if (from.At("fieldRef") is { } field)
        {
            w.Field(3, name, $"{FieldValue(field.Text("fieldPath"), pod)} ({field.Text("apiVersion")}:{field.Text("fieldPath")})");
        }
        else if (from.At("resourceFieldRef") is { } resource)
        {
            w.Field(3, name, $"{ResourceValue(resource, container)} ({resource.Text("resource")})");
        }
        else if (from.At("secretKeyRef") is { } secret)
        {
            w.Line(3, $"{name}:\t<set to the key '{secret.Text("key")}' in secret '{secret.Text("name")}'>\tOptional: {Bool(secret.True("optional"))}");
        }
        else if (from.At("configMapKeyRef") is { } map)
        {
            w.Line(3, $"{name}:\t<set to the key '{map.Text("key")}' of config map '{map.Text("name")}'>\tOptional: {Bool(map.True("optional"))}");
        }
        else if (from.At("fileKeyRef") is { } file)
        {
            w.Line(3, $"{name}:\t<set to the key '{file.Text("key")}' of file '{file.Text("path")}' in volume '{file.Text("volumeName")}'>\tOptional: {Bool(file.True("optional"))}");
        }
    }

    /// <summary>Name and namespace; kubectl's own scheme converts no other field path, so that all others stay empty.</summary>
    private static string FieldValue(string path, JsonNode? pod)
    {
        return path is "metadata.name" or "metadata.namespace" ? pod.Text("metadata", path[9..]) : "";
    }

    private static string ResourceValue(JsonNode reference, JsonNode? container)
    {
        var parts = reference.Text("resource").Split('.', 2);
        var text = parts.Length < 2 ? "" : container.Text("resources", parts[0], parts[1]);
        if (!Quantity.TryParse(text.Length == 0 ? "0" : text, out var quantity)) return "";
        var divisor = Quantity.TryParse(reference.Text("divisor"), out var given) && !given.IsZero ? given : Quantity.Of(1);
        var value = parts.Length > 1 && parts[1] == "cpu"
            ? (long)Math.Ceiling((decimal)quantity.MilliValue / divisor.MilliValue)
            : (long)Math.Ceiling((decimal)quantity.Value / divisor.Value);
        return value == 0 && parts[0] == "limits" && parts[1] is "cpu" or "memory" && quantity.IsZero ? "node allocatable" : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
