namespace Podlab.Engine.Fidelity;

/// <summary>A line of the ledger.</summary>
/// <param name="Type">The type's short name in the API's schema, as <c>Container</c>.</param>
/// <param name="Value">The value that the line is about; null: any.</param>
/// <param name="Note">What differs; empty for exact fields.</param>
public sealed record LedgerEntry(string Type, string Field, string? Value, FieldMark Mark, string Note);
