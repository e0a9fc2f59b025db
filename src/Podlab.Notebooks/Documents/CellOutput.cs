using System.Text.Json.Nodes;

namespace Podlab.Notebooks.Documents;

/// <summary>One output of a code cell, as nbformat 4.5 divides them.</summary>
public abstract record CellOutput;

/// <param name="Name"><c>stdout</c> or <c>stderr</c>.</param>
public sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>A value or picture in several forms, of which a reader's program shows the richest that it knows.</summary>
public sealed record DisplayOutput(MimeBundle Data) : CellOutput
{
    /// <summary>The value of the cell's last expression (<c>execute_result</c>) rather than something shown on the way.</summary>
    public bool IsResult { get; init; }

    /// <summary>Display hints per MIME type, kept as read.</summary>
    public JsonObject Metadata { get; init; } = [];
}

/// <param name="Name">The exception's type or the kind of failure.</param>
/// <param name="Value">Its message.</param>
/// <param name="Traceback">The lines to show, which repeat name and value.</param>
public sealed record ErrorOutput(string Name, string Value, IReadOnlyList<string> Traceback) : CellOutput;

/// <summary>An output of a type that nbformat 4.5 does not name; kept as read.</summary>
public sealed record UnknownOutput(JsonObject Json) : CellOutput;
