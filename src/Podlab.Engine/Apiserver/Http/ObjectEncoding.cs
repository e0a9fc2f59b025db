using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;
using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Apiserver.Reading;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Writes answers in the form and format that was negotiated.</summary>
internal sealed class ObjectEncoding(EventLoop clock)
{
    private const string MetaGroup = "meta.k8s.io";

    /// <summary>An object as it is stored, or as it would be.</summary>
    public ApiResponse Object(RequestContext context, int code, StoredObject stored)
    {
        var form = context.Representation;
        var resource = context.Target.Resource;
        switch (form.Form)
        {
            case ObjectForm.PartialMetadataList:
                throw NotThatForm("PartialObjectMetadataList", $"not a list (*{GoType(resource)})");
            case ObjectForm.PartialMetadata:
                return Written(context, code, writer => WritePartial(writer, form.MetaVersion, stored.Value));
            case ObjectForm.Table:
                return Raw(context, code, TableEncoding.Write(resource, [Convert(resource, stored).Value], clock.Now,
                    new ListMeta { ResourceVersion = stored.Value.Metadata.ResourceVersion }, TableEncoding.Include(context.Query.First("includeObject"))));
            default:
                return Raw(context, code, Convert(resource, stored).Json);
        }
    }

    /// <summary>An object of another kind than the resource's: a Scale, an Eviction, a Status.</summary>
    public ApiResponse Other(RequestContext context, int code, Action<Utf8JsonWriter> write) => Written(context, code, write);

    public ApiResponse Scale(RequestContext context, Scale scale) => context.Representation.Form != ObjectForm.Table ? Other(context, 200, scale.Write)
        : Raw(context, 200, TableEncoding.Write(Api.Model.Scale.GroupVersionKind, [scale], clock.Now, new ListMeta { ResourceVersion = scale.Metadata.ResourceVersion }, TableEncoding.Include(context.Query.First("includeObject"))));

    public ApiResponse List(RequestContext context, ObjectPage page)
    {
        var form = context.Representation;
        var resource = context.Target.Resource;
        switch (form.Form)
        {
            case ObjectForm.PartialMetadata:
                throw NotThatForm("PartialObjectMetadata", $"a list (*{GoType(resource)}List)");
            case ObjectForm.PartialMetadataList:
                return Written(context, 200, writer => WritePartialList(writer, form.MetaVersion, page));
            case ObjectForm.Table:
                return Raw(context, 200, TableEncoding.Write(resource, page.Items.Select(item => Convert(resource, item).Value), clock.Now, Meta(page),
                    TableEncoding.Include(context.Query.First("includeObject"))));
            default:
                return Raw(context, 200, WholeList(resource, context.Target.Namespace, page));
        }
    }

    public static StoredObject Convert(ResourceInfo resource, StoredObject stored) =>
        ReferenceEquals(StorageKinds.Of(resource), resource) ? stored : new StoredObject(StorageKinds.FromStorage(resource, stored.Value), stored.ResourceVersion);

    public static ApiResponse Status(Status status, List<string> warnings, bool yaml = false)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) WriteStatus(writer, status);
        var headers = status.Details is { RetryAfterSeconds: > 0 } details
            ? new[] { KeyValuePair.Create("Retry-After", details.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture)) } : [];
        ReadOnlyMemory<byte> body = buffer.WrittenMemory;
        return new ApiResponse { Code = status.Code, ContentType = yaml ? "application/yaml" : "application/json", Body = yaml ? Encoding.UTF8.GetBytes(YamlWriter.Write(body.Span)) : body, Warnings = warnings, Headers = headers };
    }

    /// <summary>A failure always has its metadata and, where it has details, writes them even when empty.</summary>
    public static void WriteStatus(Utf8JsonWriter writer, Status status)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, "v1");
        if (status.Code != 0) writer.WriteNumber("code"u8, status.Code);
        if (status.Details is { } details)
        {
            writer.WritePropertyName("details"u8);
            details.Write(writer);
        }

        writer.WriteString("kind"u8, "Status");
        if (!string.IsNullOrEmpty(status.Message)) writer.WriteString("message"u8, status.Message);
        writer.WritePropertyName("metadata"u8);
        status.Metadata.Write(writer);
        if (!string.IsNullOrEmpty(status.Reason)) writer.WriteString("reason"u8, status.Reason);
        writer.WriteString("status"u8, status.StatusValue);
        writer.WriteEndObject();
    }

    public static void WritePartial(Utf8JsonWriter writer, string version, IKubernetesObject value)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, $"{MetaGroup}/{version}");
        writer.WriteString("kind"u8, "PartialObjectMetadata");
        writer.WritePropertyName("metadata"u8);
        value.Metadata.Write(writer);
        writer.WriteEndObject();
    }

    /// <summary>A list out of the bytes of its objects, which are there once per version.</summary>
    private static byte[] WholeList(ResourceInfo resource, string? @namespace, ObjectPage page)
    {
        if (page.Whole?.LastList is { } written && written.Is(resource, @namespace, page.ResourceVersion)) return written.Json;
        var items = Items(resource, page.Items);
        var head = Encoding.UTF8.GetBytes($"{{\"apiVersion\":\"{resource.Kind.ApiVersion}\",\"items\":[");
        var tail = Encoding.UTF8.GetBytes(Tail(resource, page));
        var length = head.Length + Math.Max(0, items.Count - 1) + tail.Length;
        foreach (var item in items) length += item.ItemLength;
        var json = GC.AllocateUninitializedArray<byte>(length);
        head.CopyTo(json, 0);
        var rest = json.AsSpan(head.Length);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                rest[0] = (byte)',';
                rest = rest[1..];
            }

            rest = items[i].WriteAsItem(rest);
        }

        tail.CopyTo(rest);
        if (page.Whole is { } state && json.Length <= WrittenList.LargestKept) state.LastList = new WrittenList(resource, @namespace, page.ResourceVersion, json);
        return json;
    }

    private static IReadOnlyList<StoredObject> Items(ResourceInfo resource, IReadOnlyList<StoredObject> stored) =>
        ReferenceEquals(StorageKinds.Of(resource), resource) ? stored : [.. stored.Select(item => Convert(resource, item))];

    private static string Tail(ResourceInfo resource, ObjectPage page)
    {
        var next = page.Continue is null ? "" : $"\"continue\":\"{page.Continue}\",";
        var remaining = page.Remaining is { } count ? $"\"remainingItemCount\":{count.ToString(CultureInfo.InvariantCulture)}," : "";
        return $"],\"kind\":\"{resource.Kind.Kind}List\",\"metadata\":{{{next}{remaining}\"resourceVersion\":\"{page.ResourceVersion.ToString(CultureInfo.InvariantCulture)}\"}}}}";
    }

    private static void WritePartialList(Utf8JsonWriter writer, string version, ObjectPage page)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, $"{MetaGroup}/{version}");
        writer.WritePropertyName("items"u8);
        if (page.Items.Count == 0)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStartArray();
            foreach (var item in page.Items) WritePartial(writer, version, item.Value);
            writer.WriteEndArray();
        }

        writer.WriteString("kind"u8, "PartialObjectMetadataList");
        writer.WritePropertyName("metadata"u8);
        Meta(page).Write(writer);
        writer.WriteEndObject();
    }

    private static ListMeta Meta(ObjectPage page) =>
        new() { Continue = page.Continue, RemainingItemCount = page.Remaining, ResourceVersion = page.ResourceVersion.ToString(CultureInfo.InvariantCulture) };

    private static ApiException NotThatForm(string form, string what) => ApiException.Of(406, "NotAcceptable", $"you requested {form}, but the requested object is {what}", null);

    private static string GoType(ResourceInfo resource) => $"{(resource.Group.Length == 0 ? "core" : resource.Group.Split('.')[0])}.{resource.Kind.Kind}";

    private static ApiResponse Written(RequestContext context, int code, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) write(writer);
        return Raw(context, code, buffer.WrittenSpan.ToArray());
    }

    private static ApiResponse Raw(RequestContext context, int code, ReadOnlyMemory<byte> json)
    {
        var yaml = context.Representation.Yaml;
        return new ApiResponse
        {
            Code = code,
            ContentType = context.Representation.ContentType,
            Body = yaml ? Encoding.UTF8.GetBytes(YamlWriter.Write(json.Span)) : json,
            Warnings = context.Warnings,
        };
    }
}
