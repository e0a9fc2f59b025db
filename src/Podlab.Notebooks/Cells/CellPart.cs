namespace Podlab.Notebooks.Cells;

/// <summary>A stretch of a cell in one language.</summary>
/// <param name="Language">A name of the table in <see cref="CellLanguages"/>.</param>
/// <param name="Arguments">What stood on the magic's line after its name.</param>
/// <param name="Text">The lines that belong to it, the magic's own excluded.</param>
/// <param name="FirstLine">The number, from 1, of the first line of <paramref name="Text"/> in the cell.</param>
public sealed record CellPart(string Language, string Arguments, string Text, int FirstLine);
