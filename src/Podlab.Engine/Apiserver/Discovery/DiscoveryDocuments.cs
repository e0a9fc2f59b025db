using System.Buffers;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>What tells clients which resources there are: group by group as of old, and all at once as newer clients ask.</summary>
/// <remarks>Fields stand in the order of staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go and api/apidiscovery/v2/types.go: scripts look for pieces of these texts.</remarks>
internal static class DiscoveryDocuments
{
    public static byte[] CoreVersions(string serverAddress) => Make(writer =>
    {
        writer.WriteString("kind"u8, "APIVersions");
        Texts(writer, "versions", ["v1"]);
        writer.WriteStartArray("serverAddressByClientCIDRs"u8);
        writer.WriteStartObject();
        writer.WriteString("clientCIDR"u8, "0.0.0.0/0");
        writer.WriteString("serverAddress"u8, serverAddress);
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    public static byte[] GroupList(ApiGroups groups) => Make(writer =>
    {
        Head(writer, "APIGroupList", "v1");
        writer.WriteStartArray("groups"u8);
        foreach (var (name, versions) in groups.All)
        {
            writer.WriteStartObject();
            WriteGroup(writer, name, versions);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public static byte[] Group(string name, string[] versions) => Make(writer =>
    {
        Head(writer, "APIGroup", "v1");
        WriteGroup(writer, name, versions);
    });

    public static byte[] ResourceList(ApiGroups groups, string group, string version) => Make(writer =>
    {
        // The core group's list has no apiVersion.
        Head(writer, "APIResourceList", group.Length > 0 ? "v1" : null);
        writer.WriteString("groupVersion"u8, group.Length == 0 ? version : $"{group}/{version}");
        writer.WriteStartArray("resources"u8);
        foreach (var resource in groups.ResourcesOf(group, version))
        {
            WriteResource(writer, resource);
            foreach (var subresource in resource.Subresources) WriteSubresource(writer, resource, subresource);
        }

        writer.WriteEndArray();
    });

    /// <summary><c>apidiscovery.k8s.io/v2, Kind=APIGroupDiscoveryList</c>: of /api or of /apis.</summary>
    public static byte[] Aggregated(ApiGroups groups, bool core, string version) => Make(writer =>
    {
        Head(writer, "APIGroupDiscoveryList", $"apidiscovery.k8s.io/{version}");
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("items"u8);
        if (core) WriteAggregatedGroup(writer, groups, "", ["v1"]);
        else foreach (var (name, versions) in groups.All) WriteAggregatedGroup(writer, groups, name, versions);
        writer.WriteEndArray();
    });

    private static void Head(Utf8JsonWriter writer, string kind, string? apiVersion)
    {
        writer.WriteString("kind"u8, kind);
        if (apiVersion is not null) writer.WriteString("apiVersion"u8, apiVersion);
    }

    private static void WriteGroup(Utf8JsonWriter writer, string name, string[] versions)
    {
        writer.WriteString("name"u8, name);
        writer.WriteStartArray("versions"u8);
        foreach (var version in versions) WriteVersion(writer, name, version);
        writer.WriteEndArray();
        writer.WritePropertyName("preferredVersion"u8);
        WriteVersion(writer, name, versions[0]);
    }

    private static void WriteVersion(Utf8JsonWriter writer, string group, string version)
    {
        writer.WriteStartObject();
        writer.WriteString("groupVersion"u8, $"{group}/{version}");
        writer.WriteString("version"u8, version);
        writer.WriteEndObject();
    }

    private static void WriteResource(Utf8JsonWriter writer, ResourceInfo resource)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, resource.Name);
        writer.WriteString("singularName"u8, resource.SingularName);
        writer.WriteBoolean("namespaced"u8, resource.Namespaced);
        writer.WriteString("kind"u8, resource.Kind.Kind);
        Texts(writer, "verbs", resource.Verbs);
        if (!resource.ShortNames.IsEmpty) Texts(writer, "shortNames", resource.ShortNames);
        if (!resource.Categories.IsEmpty) Texts(writer, "categories", resource.Categories);
        if (ApiGroups.StorageVersionHash(resource) is { } hash) writer.WriteString("storageVersionHash"u8, hash);
        writer.WriteEndObject();
    }

    private static void WriteSubresource(Utf8JsonWriter writer, ResourceInfo resource, SubresourceInfo subresource)
    {
        var elsewhere = subresource.Kind.Group != resource.Group || subresource.Kind.Version != resource.Version;
        writer.WriteStartObject();
        writer.WriteString("name"u8, $"{resource.Name}/{subresource.Name}");
        writer.WriteString("singularName"u8, "");
        writer.WriteBoolean("namespaced"u8, resource.Namespaced);
        if (elsewhere)
        {
            writer.WriteString("group"u8, subresource.Kind.Group);
            writer.WriteString("version"u8, subresource.Kind.Version);
        }

        writer.WriteString("kind"u8, subresource.Kind.Kind);
        Texts(writer, "verbs", subresource.Verbs);
        writer.WriteEndObject();
    }

    private static void WriteAggregatedGroup(Utf8JsonWriter writer, ApiGroups groups, string name, string[] versions)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        if (name.Length > 0) writer.WriteString("name"u8, name);
        writer.WriteEndObject();
        writer.WriteStartArray("versions"u8);
        foreach (var version in versions)
        {
            writer.WriteStartObject();
            writer.WriteString("version"u8, version);
            writer.WriteStartArray("resources"u8);
            foreach (var resource in groups.ResourcesOf(name, version)) WriteAggregatedResource(writer, resource);
            writer.WriteEndArray();
            writer.WriteString("freshness"u8, "Current");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteAggregatedResource(Utf8JsonWriter writer, ResourceInfo resource)
    {
        writer.WriteStartObject();
        writer.WriteString("resource"u8, resource.Name);
        WriteKind(writer, resource.Kind, resource);
        writer.WriteString("scope"u8, resource.Namespaced ? "Namespaced" : "Cluster");
        writer.WriteString("singularResource"u8, resource.SingularName);
        Texts(writer, "verbs", resource.Verbs);
        if (!resource.ShortNames.IsEmpty) Texts(writer, "shortNames", resource.ShortNames);
        if (!resource.Categories.IsEmpty) Texts(writer, "categories", resource.Categories);
        if (!resource.Subresources.IsEmpty)
        {
            writer.WriteStartArray("subresources"u8);
            foreach (var subresource in resource.Subresources)
            {
                writer.WriteStartObject();
                writer.WriteString("subresource"u8, subresource.Name);
                WriteKind(writer, subresource.Kind, resource);
                Texts(writer, "verbs", subresource.Verbs);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Group and version are empty where they are the resource's own.</summary>
    private static void WriteKind(Utf8JsonWriter writer, GroupVersionKind kind, ResourceInfo resource)
    {
        var own = kind.Group == resource.Group && kind.Version == resource.Version;
        writer.WriteStartObject("responseKind"u8);
        writer.WriteString("group"u8, own ? "" : kind.Group);
        writer.WriteString("version"u8, own ? "" : kind.Version);
        writer.WriteString("kind"u8, kind.Kind);
        writer.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private static byte[] Make(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
