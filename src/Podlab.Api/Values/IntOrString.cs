using System.Globalization;

namespace Podlab.Api;

/// <summary>A whole number or a text: a port's number or name, a count or a percentage.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go (v1.36.3).</remarks>
public readonly record struct IntOrString
{
    private readonly string? text;

    public IntOrString(int number) => IntValue = number;

    public IntOrString(string text) => this.text = text;

    public bool IsInt => text is null;

    public bool IsString => text is not null;

    /// <summary>The number; 0 where this is a text.</summary>
    public int IntValue { get; }

    /// <summary>The text; empty where this is a number.</summary>
    public string StringValue => text ?? "";

    public static IntOrString Of(int value) => new(value);

    public static IntOrString Of(string value) => new(value);

    public static implicit operator IntOrString(int value) => new(value);

    public static implicit operator IntOrString(string value) => new(value);

    /// <summary>The number, or the text read as one where it is one, else 0.</summary>
    public int ToInt() => IsInt ? IntValue
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The number, or the percentage of <paramref name="total"/>.</summary>
    /// <returns>False where the text is no percentage; <paramref name="error"/> then has Kubernetes' words.</returns>
    public bool TryScale(int total, bool roundUp, out int value, out string? error)
    {
        error = null;
        if (IsInt)
        {
            value = IntValue;
            return true;
        }
        if (!TryPercent(out var percent, out error))
        {
            value = 0;
            return false;
        }
        var scaled = (double)percent * total / 100;
        value = (int)(roundUp ? Math.Ceiling(scaled) : Math.Floor(scaled));
        return true;
    }

    /// <summary>The percentage a text such as <c>25%</c> states.</summary>
    public bool TryPercent(out int percent, out string? error)
    {
        percent = 0;
        error = null;
        if (text is null || !text.EndsWith('%'))
        {
            error = "invalid value for IntOrString: invalid type: string is not a percentage";
            return false;
        }
        if (int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out percent))
        {
            return true;
        }
        error = $"invalid value for IntOrString: invalid value {GoText.Quote(text)}: strconv.Atoi: parsing {GoText.Quote(text[..^1])}: invalid syntax";
        return false;
    }

    public override string ToString() => text ?? IntValue.ToString(CultureInfo.InvariantCulture);
}
