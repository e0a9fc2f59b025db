namespace Podlab.Api;

/// <summary>Why a text is no quantity.</summary>
public enum QuantityError
{
    None,
    Format,
    Numeric,
    Suffix,
}

public static class QuantityErrors
{
    /// <summary>Kubernetes' words for the error.</summary>
    public static string Message(this QuantityError error) => error switch
    {
        QuantityError.Format => "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        QuantityError.Numeric => "unable to parse numeric part of quantity",
        QuantityError.Suffix => "unable to parse quantity's suffix",
        _ => "",
    };
}
