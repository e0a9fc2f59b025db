using System.Buffers;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.CustomResources;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Objects as a table, with what each row carries along.</summary>
internal static class TableEncoding
{
    public static RowObject Include(string? includeObject) => includeObject switch
    {
        null or "" or "Metadata" => RowObject.Metadata,
        "Object" => RowObject.Object,
        "None" => RowObject.None,
        _ => throw ApiException.BadRequest(
            $"Unable to convert to Table as requested: includeObject: Invalid value: {GoText.Quote(includeObject)}: must be 'Metadata', 'Object', 'None', or empty"),
    };

    public static ReadOnlyMemory<byte> Write(ResourceInfo resource, IEnumerable<IKubernetesObject> items, DateTimeOffset now, ListMeta metadata, RowObject include, bool withColumns = true) =>
        resource is CustomResourceInfo custom ? Write(TablePrinter.ToTable(custom.Layout, items, now), metadata, include, withColumns) : Write(resource.Kind, items, now, metadata, include, withColumns);

    public static ReadOnlyMemory<byte> Write(GroupVersionKind kind, IEnumerable<IKubernetesObject> items, DateTimeOffset now, ListMeta metadata, RowObject include, bool withColumns = true) =>
        Write(TablePrinter.ToTable(kind, items, now), metadata, include, withColumns);

    private static ReadOnlyMemory<byte> Write(Table table, ListMeta metadata, RowObject include, bool withColumns)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, KubernetesJson.Compact)) table.Write(writer, metadata, include, withColumns);
        return buffer.WrittenMemory;
    }
}
