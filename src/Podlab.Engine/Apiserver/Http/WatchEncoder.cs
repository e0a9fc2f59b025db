using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Watching;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Watch events in JSON: whole objects, their metadata, or rows of a table.</summary>
internal sealed class WatchEncoder(EventLoop clock, ResourceInfo resource, Representation form, string? includeObject) : IWatchEncoder
{
    private bool columnsSent;

    /// <summary>An object without anything still has a number of replicas: the server's own type cannot be without.</summary>
    private string Replicas => resource.Kind.Kind is "Deployment" or "ReplicaSet" or "StatefulSet" or "ReplicationController" ? ",\"spec\":{\"replicas\":0}" : "";

    public ReadOnlyMemory<byte> Event(string type, StoredObject stored) => Line(type, Body(ObjectEncoding.Convert(resource, stored)));

    public ReadOnlyMemory<byte> Bookmark(long version, bool initialEventsEnd)
    {
        var end = initialEventsEnd ? "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}," : "";
        var json = Encoding.UTF8.GetBytes($"{{\"metadata\":{{{end}\"resourceVersion\":\"{version.ToString(CultureInfo.InvariantCulture)}\"}}{Replicas}}}");
        return Line("BOOKMARK", Body(new StoredObject(RequestBody.ReadAs(resource.Kind, json, new DecodeLog()), version)));
    }

    public ReadOnlyMemory<byte> Error(Status status)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) ObjectEncoding.WriteStatus(writer, status);
        return Line("ERROR", buffer.WrittenMemory);
    }

    private static byte[] Line(string type, ReadOnlyMemory<byte> json)
    {
        var head = "{\"object\":"u8;
        var tail = Encoding.UTF8.GetBytes($",\"type\":\"{type}\"}}\n");
        var line = new byte[head.Length + json.Length + tail.Length];
        head.CopyTo(line);
        json.Span.CopyTo(line.AsSpan(head.Length));
        tail.CopyTo(line.AsSpan(head.Length + json.Length));
        return line;
    }

    private ReadOnlyMemory<byte> Body(StoredObject stored)
    {
        switch (form.Form)
        {
            case ObjectForm.PartialMetadata or ObjectForm.PartialMetadataList:
                var buffer = new ArrayBufferWriter<byte>(512);
                using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) ObjectEncoding.WritePartial(writer, form.MetaVersion, stored.Value);
                return buffer.WrittenMemory;
            case ObjectForm.Table:
                var table = TableEncoding.Write(resource, [stored.Value], clock.Now, new ListMeta { ResourceVersion = stored.Value.Metadata.ResourceVersion }, TableEncoding.Include(includeObject), withColumns: !columnsSent);
                columnsSent = true;
                return table;
            default:
                return stored.Json;
        }
    }
}
