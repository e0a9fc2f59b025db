using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>Objects of one kind as lines of text: what <c>kubectl get</c> asks the server for.</summary>
public sealed record Table(ValueList<TableColumn> Columns, IReadOnlyList<TableRow> Rows)
{
    public const string ApiVersion = "meta.k8s.io/v1";

    /// <summary>Writes the table as <c>meta.k8s.io/v1, Kind=Table</c>.</summary>
    /// <param name="metadata">The list's; for a single object its resource version.</param>
    /// <param name="withColumns">False for the later events of a watch, which leave out what the first one has said.</param>
    public void Write(Utf8JsonWriter writer, ListMeta metadata, RowObject include, bool withColumns = true)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, ApiVersion);
        writer.WritePropertyName("columnDefinitions"u8);
        if (withColumns) WriteColumns(writer);
        else writer.WriteNullValue();
        writer.WriteString("kind"u8, "Table"u8);
        writer.WritePropertyName("metadata"u8);
        metadata.Write(writer);
        writer.WriteStartArray("rows"u8);
        foreach (var row in Rows) WriteRow(writer, row, include);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, TableRow row, RowObject include)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells"u8);
        foreach (var cell in row.Cells) cell.Write(writer);
        writer.WriteEndArray();
        if (row.Completed is { } completed)
        {
            writer.WriteStartArray("conditions"u8);
            writer.WriteStartObject();
            writer.WriteString("message"u8, completed.Message);
            writer.WriteString("reason"u8, completed.Reason);
            writer.WriteString("status"u8, "True"u8);
            writer.WriteString("type"u8, "Completed"u8);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WritePropertyName("object"u8);
        switch (include)
        {
            case RowObject.None:
                writer.WriteNullValue();
                break;
            case RowObject.Object:
                row.Object.Write(writer);
                break;
            default:
                writer.WriteStartObject();
                writer.WriteString("apiVersion"u8, ApiVersion);
                writer.WriteString("kind"u8, "PartialObjectMetadata"u8);
                writer.WritePropertyName("metadata"u8);
                row.Object.Metadata.Write(writer);
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }

    private void WriteColumns(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var column in Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("description"u8, ""u8);
            writer.WriteString("format"u8, column.Format);
            writer.WriteString("name"u8, column.Name);
            writer.WriteNumber("priority"u8, column.Priority);
            writer.WriteString("type"u8, column.Type);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
