namespace Podlab.Api.Patches;

/// <summary>How a patch's body is to be understood, by its content type. Server-side apply is not among them: it needs the field managers.</summary>
public enum PatchType
{
    /// <summary><c>application/json-patch+json</c>: a list of operations (RFC 6902).</summary>
    Json,

    /// <summary><c>application/merge-patch+json</c>: the fields to set, null for those to remove; lists are replaced (RFC 7386).</summary>
    Merge,

    /// <summary><c>application/strategic-merge-patch+json</c>: as the former, but lists are merged where the schema says by which key.</summary>
    Strategic,
}
