namespace Podlab.Api.Json;

public enum DecodeIssueKind
{
    /// <summary>The schema has no field of this name.</summary>
    UnknownField,

    /// <summary>The same name twice in one object.</summary>
    DuplicateField,

    /// <summary>A value of another type than the schema's.</summary>
    WrongType,

    /// <summary>A value of the right type that its form forbids (a quantity, a time, base64).</summary>
    InvalidValue,
}

/// <summary>Something that decoding found. Unknown and duplicate fields are no errors unless the caller is strict.</summary>
/// <param name="Path">Field path: <c>spec.containers[0].imagee</c>.</param>
/// <param name="Message">In the server's words, without the path.</param>
/// <param name="KnownFields">For unknown fields: the names that the schema has at this place.</param>
public sealed record DecodeIssue(DecodeIssueKind Kind, string Path, string Message, IReadOnlyList<string> KnownFields);
