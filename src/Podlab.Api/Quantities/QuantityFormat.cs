namespace Podlab.Api;

/// <summary>How a quantity likes to be written; parsing keeps the writer's choice.</summary>
public enum QuantityFormat
{
    /// <summary>12M, 250m: powers of a thousand.</summary>
    DecimalSI,

    /// <summary>12Mi: powers of 1024.</summary>
    BinarySI,

    /// <summary>12e6.</summary>
    DecimalExponent,
}
