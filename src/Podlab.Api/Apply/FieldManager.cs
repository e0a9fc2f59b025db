using System.Text.Json.Nodes;
using Podlab.Api.Json;

namespace Podlab.Api.Apply;

/// <summary>Who owns fields: a name, how it wrote them, in which version and through which subresource. Appliers are known whatever version they apply.</summary>
internal sealed record FieldManager(string Name, string Operation, string ApiVersion, string Subresource)
{
    public const string Apply = "Apply";

    public const string Update = "Update";

    /// <summary>Owns what was there before the first apply of an object whose fields nobody tracked.</summary>
    public const string BeforeFirstApply = "before-first-apply";

    /// <summary>Owns what too many updaters have written.</summary>
    public const string Ancient = "ancient-changes";

    public bool IsApplier => Operation == Apply;

    /// <summary>The manager's identity, as JSON, which also gives the order of conflicts.</summary>
    public string Identity
    {
        get
        {
            var fields = new JsonObject { ["manager"] = Name, ["operation"] = Operation };
            if (!IsApplier) fields["apiVersion"] = ApiVersion;
            if (Subresource.Length > 0) fields["subresource"] = Subresource;
            return JsonTree.ToText(fields);
        }
    }

    /// <summary>The manager in a message about a conflict.</summary>
    public override string ToString()
    {
        var text = GoText.Quote(Name);
        if (Subresource.Length > 0) text += $" with subresource {GoText.Quote(Subresource)}";
        return IsApplier ? text : $"{text} using {ApiVersion}";
    }
}
