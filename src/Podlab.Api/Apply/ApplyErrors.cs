using System.Globalization;
using System.Text;
using Podlab.Api.Model;
using Podlab.Api.Patches;

namespace Podlab.Api.Apply;

/// <summary>The server's answers to configurations that cannot be applied.</summary>
internal static class ApplyErrors
{
    public static Status InvalidType(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return PatchErrors.Malformed($"invalid object type: {(slash < 0 ? $"/{apiVersion}" : apiVersion)}, Kind={kind}");
    }

    public static Status NotTyped(ResourceInfo resource, string? @namespace, string? name, string why) =>
        PatchErrors.Unexpected($"failed to create typed patch object ({@namespace}/{name}; {resource.Group}/{resource.Version}, Kind={resource.Kind.Kind}): {why}");

    public static Status Conflict(List<(Ownership.Owner Owner, FieldSet Fields)> conflicts)
    {
        var fields = conflicts.SelectMany(conflict => conflict.Fields.Paths().Select(path => (conflict.Owner.Manager, Path: PathElement.Text(path)))).ToList();
        return new Status
        {
            ApiVersion = "v1",
            Kind = "Status",
            Code = 409,
            StatusValue = "Failure",
            Reason = "Conflict",
            Message = Message(fields),
            Details = new StatusDetails
            {
                Causes = fields.Select(field => new StatusCause { Reason = "FieldManagerConflict", Message = $"conflict with {field.Manager}", Field = field.Path }).ToValueList(),
            },
        };
    }

    private static string Message(List<(FieldManager Manager, string Path)> fields)
    {
        if (fields.Count == 1) return $"Apply failed with 1 conflict: conflict with {fields[0].Manager}: {fields[0].Path}";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Apply failed with {fields.Count} conflicts: ");
        var lines = fields.GroupBy(field => field.Manager.Identity, StringComparer.Ordinal)
            .SelectMany(group => group.Select(field => $"- {field.Path}").Prepend($"conflicts with {group.First().Manager}:"));
        return text.AppendJoin('\n', lines).ToString();
    }
}
