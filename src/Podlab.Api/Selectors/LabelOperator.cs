namespace Podlab.Api;

/// <summary>How a requirement compares a label; the first three differ only in how they are written.</summary>
public enum LabelOperator
{
    In,
    Equals,
    DoubleEquals,
    NotIn,
    NotEquals,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}
