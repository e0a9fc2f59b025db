using System.Globalization;
using System.Text.Json;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>A value in a table: a text, a number or a truth.</summary>
public readonly record struct TableCell
{
    private readonly string? text;
    private readonly long number;
    private readonly Content content;

    private TableCell(Content content, string? text, long number)
    {
        this.content = content;
        this.text = text;
        this.number = number;
    }

    private enum Content
    {
        Text,
        Number,
        Truth,
    }

    public static implicit operator TableCell(string? text) => new(Content.Text, text, 0);

    public static implicit operator TableCell(long number) => new(Content.Number, null, number);

    public static implicit operator TableCell(int number) => new(Content.Number, null, number);

    public static implicit operator TableCell(bool truth) => new(Content.Truth, null, truth ? 1 : 0);

    public void Write(Utf8JsonWriter writer)
    {
        switch (content)
        {
            case Content.Number:
                writer.WriteNumberValue(number);
                break;
            case Content.Truth:
                writer.WriteBooleanValue(number != 0);
                break;
            default:
                writer.WriteStringValue(text ?? "");
                break;
        }
    }

    /// <summary>The value as kubectl prints it.</summary>
    public override string ToString() => content switch
    {
        Content.Number => number.ToString(CultureInfo.InvariantCulture),
        Content.Truth => number != 0 ? "true" : "false",
        _ => text ?? "",
    };
}
