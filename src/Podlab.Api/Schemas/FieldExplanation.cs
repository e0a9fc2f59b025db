namespace Podlab.Api.Schemas;

/// <summary>A field as <c>kubectl explain</c> shows it.</summary>
/// <param name="Type">As in its heading, without the angle brackets: <c>[]Container</c>, <c>map[string]Quantity</c>, <c>integer</c>.</param>
/// <param name="Enum">The values that the schema allows; empty where it names none.</param>
public sealed record FieldExplanation(string Name, string Type, bool IsRequired, IReadOnlyList<string> Enum, Schema Schema)
{
    /// <summary>The field's own fields: those of its elements where it is a list or a map. Empty for scalars.</summary>
    public IReadOnlyList<FieldExplanation> Fields => Explanation.FieldsOf(Schema);
}
