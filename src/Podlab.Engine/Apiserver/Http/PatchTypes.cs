using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Patches;
using Podlab.Api.Schemas;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.CustomResources;
using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>The four ways to say what shall change, by content type.</summary>
internal static class PatchTypes
{
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string ServerSideApply = "application/apply-patch+yaml";

    public static string Of(RequestContext context)
    {
        var type = MediaType.Parse(context.Request.ContentType ?? "");
        if (type.Name == Strategic && context.Target.Resource is CustomResourceInfo)
            throw ApiException.Of(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {Json}, {Merge}, {ServerSideApply}", null);
        if (type.Name is Json or Merge or Strategic or ServerSideApply) return type.Name;
        throw ApiException.Of(415, "UnsupportedMediaType", "415: Unsupported Media Type", StatusDetails.Empty);
    }

    public static void CheckForce(FieldErrorList errors, RequestContext context)
    {
        var isApply = Of(context) == ServerSideApply;
        if (isApply && string.IsNullOrEmpty(context.Query.First("fieldManager"))) errors.Required(FieldPath.Of("fieldManager"), "is required for apply patch");
        if (!isApply && RequestOptions.Boolean(context.Query, "force") is not null) errors.Forbidden(FieldPath.Of("force"), "may not be specified for non-apply patch");
    }

    /// <summary>What a patch makes of an object. Complaints about fields that no schema has are told as the request asks.</summary>
    /// <param name="type">Json, Merge or Strategic.</param>
    /// <param name="kind">The kind that the object is patched as.</param>
    public static IKubernetesObject Apply(RequestContext context, string type, GroupVersionKind kind, IKubernetesObject old)
    {
        var how = type switch
        {
            Json => PatchType.Json,
            Merge => PatchType.Merge,
            _ => PatchType.Strategic,
        };
        var result = Patch.Apply(how, SchemaCatalog.Default.Find(kind), KubernetesJson.ToUtf8(old), context.Request.Body.Span);
        if (result.Error is { } error) throw new ApiException(error);
        var patched = JsonTree.ToUtf8(result.Patched);
        var log = new DecodeLog(kind);
        var head = KindHead.Read(patched, kind, patched);
        // A strategic patch is applied to the object's fields, and what those are called nobody asks.
        if (type != Strategic && head != new KindHead(kind.Group, kind.Version, kind.Kind)) throw Undecodable(how, result, patched, head.Mismatch(kind));
        var value = RequestBody.ReadAs(kind, patched, log);
        if (log.HasErrors)
        {
            var mismatch = how == PatchType.Strategic ? TypeMismatch.Find(SchemaCatalog.Default.Find(kind), result.Patched) : null;
            throw Undecodable(how, result, patched, mismatch ?? log.Issues.First(issue => issue.Kind is DecodeIssueKind.WrongType or DecodeIssueKind.InvalidValue).Message);
        }

        List<string> complaints = [.. result.StrictErrors, .. log.Issues.Select(issue => issue.Message)];
        if (complaints.Count == 0 || context.Query.First("fieldValidation") == "Ignore") return value;
        if (context.Query.First("fieldValidation") == "Strict") throw Undecodable(how, result, patched, "strict decoding error: " + string.Join(", ", complaints));
        context.Warnings.AddRange(complaints);
        return value;
    }

    private static ApiException Undecodable(PatchType type, PatchResult result, byte[] patched, string why) =>
        new(PatchErrors.Undecodable(type, result.Body, patched, why));
}
