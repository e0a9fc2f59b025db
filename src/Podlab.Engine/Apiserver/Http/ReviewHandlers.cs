using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Questions in the form of objects that are never stored: who am I, may I do this.</summary>
internal sealed class ReviewHandlers(ApiServer server, ObjectEncoding encoding)
{
    public static bool Takes(ResourceInfo resource) => resource.Group is "authentication.k8s.io" or "authorization.k8s.io";

    public ApiResponse Create(RequestContext context)
    {
        var resource = context.Target.Resource;
        var value = RequestBody.Read(context.Request, resource.Kind, context.Query.First("fieldValidation"), context.Warnings);
        return encoding.Other(context, 201, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion"u8, resource.Kind.ApiVersion);
            writer.WriteString("kind"u8, resource.Kind.Kind);
            writer.WritePropertyName("metadata"u8);
            var created = resource.Kind.Kind == "SelfSubjectReview" ? WholeSecond.Of(server.Clock.Now) : (DateTimeOffset?)null;
            (value.Metadata with { CreationTimestamp = created }).Write(writer);
            if (resource.Kind.Kind != "SelfSubjectReview") WriteSpec(writer, resource, value);
            writer.WriteStartObject("status"u8);
            WriteStatus(writer, resource, context.Request.User);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private static void WriteSpec(Utf8JsonWriter writer, ResourceInfo resource, IKubernetesObject value)
    {
        // Whose rules were asked for is not repeated.
        if (resource.Kind.Kind == "SelfSubjectRulesReview")
        {
            writer.WriteStartObject("spec"u8);
            writer.WriteEndObject();
            return;
        }

        using var document = JsonDocument.Parse(KubernetesJson.ToUtf8(value));
        if (!document.RootElement.TryGetProperty("spec", out var spec)) return;
        writer.WritePropertyName("spec"u8);
        spec.WriteTo(writer);
    }

    private static void WriteStatus(Utf8JsonWriter writer, ResourceInfo resource, ApiUser user)
    {
        switch (resource.Kind.Kind)
        {
            case "SelfSubjectReview":
                WriteUser(writer, "userInfo", user);
                break;
            case "TokenReview":
                writer.WriteBoolean("authenticated"u8, false);
                writer.WriteStartObject("user"u8);
                writer.WriteEndObject();
                break;
            case "SelfSubjectRulesReview":
                WriteRules(writer);
                break;
            default:
                writer.WriteBoolean("allowed"u8, true);
                break;
        }
    }

    private static void WriteUser(Utf8JsonWriter writer, string name, ApiUser user)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("groups"u8);
        foreach (var group in user.Groups) writer.WriteStringValue(group);
        writer.WriteEndArray();
        if (user.Uid is not null) writer.WriteString("uid"u8, user.Uid);
        writer.WriteString("username"u8, user.Name);
        writer.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("incomplete"u8, false);
        foreach (var (list, key) in ((string, string[])[])[("nonResourceRules", ["nonResourceURLs"]), ("resourceRules", ["apiGroups", "resources"])])
        {
            writer.WriteStartArray(list);
            writer.WriteStartObject();
            foreach (var name in (string[])[.. key, "verbs"])
            {
                writer.WriteStartArray(name);
                writer.WriteStringValue("*");
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
        }
    }
}
