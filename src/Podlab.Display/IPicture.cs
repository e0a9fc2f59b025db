namespace Podlab.Display;

/// <summary>Something to look at, in the forms that a notebook stores. The text says all that the picture says.</summary>
public interface IPicture
{
    string Text { get; }

    /// <summary>Null: has no such form.</summary>
    string? Svg => null;

    /// <summary>Null: has no such form.</summary>
    string? Html => null;
}
