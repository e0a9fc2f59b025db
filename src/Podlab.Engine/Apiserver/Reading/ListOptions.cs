using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Reading;

/// <summary>What a list or a watch asks for.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/apis/meta/internalversion/validation/validation.go (v1.36.3).</remarks>
internal sealed record ListOptions
{
    private const string NotOlderThan = "NotOlderThan";
    private const string Exact = "Exact";

    public LabelQuery Labels { get; init; } = LabelQuery.Everything;

    public FieldQuery Fields { get; init; } = FieldQuery.Everything;

    public bool Watch { get; init; }

    public bool Bookmarks { get; init; }

    public string ResourceVersion { get; init; } = "";

    public string ResourceVersionMatch { get; init; } = "";

    public long? TimeoutSeconds { get; init; }

    public long Limit { get; init; }

    public string Continue { get; init; } = "";

    public bool? SendInitialEvents { get; init; }

    public bool HasSelector => !Labels.MatchesEverything || !Fields.MatchesEverything;

    public static ListOptions Read(QueryString query, ResourceInfo resource, string? name = null)
    {
        var options = new ListOptions
        {
            Watch = RequestOptions.Boolean(query, "watch") ?? false,
            Bookmarks = RequestOptions.Boolean(query, "allowWatchBookmarks") ?? false,
            ResourceVersion = query.First("resourceVersion") ?? "",
            ResourceVersionMatch = query.First("resourceVersionMatch") ?? "",
            TimeoutSeconds = RequestOptions.Int64(query, "timeoutSeconds"),
            Limit = RequestOptions.Int64(query, "limit") ?? 0,
            Continue = query.First("continue") ?? "",
            SendInitialEvents = RequestOptions.Boolean(query, "sendInitialEvents"),
        };
        if (!LabelQuery.TryParse(query.First("labelSelector") ?? "", out var labels, out var error)) throw ApiException.BadRequest(error);
        if (!FieldQuery.TryParse(query.First("fieldSelector") ?? "", out var fields, out error)) throw ApiException.BadRequest(error);
        options = options with { Labels = labels, Fields = fields };
        var errors = new FieldErrorList();
        options.Check(errors);
        RequestOptions.ThrowIfAny(errors, nameof(ListOptions));
        foreach (var requirement in fields.Requirements) FieldLabels.CheckKnown(resource, requirement.Field);
        return options;
    }

    private void Check(FieldErrorList errors)
    {
        var match = FieldPath.Of("resourceVersionMatch");
        if (Watch)
        {
            if (SendInitialEvents is not null && ResourceVersionMatch != NotOlderThan) errors.Forbidden(match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            if (ResourceVersionMatch.Length > 0)
            {
                if (SendInitialEvents is null) errors.Forbidden(match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
                if (ResourceVersionMatch != NotOlderThan) errors.NotSupported(match, ResourceVersionMatch, NotOlderThan);
            }

            if (Continue.Length > 0) errors.Forbidden(match, "resourceVersionMatch is forbidden when continue is provided");
            return;
        }

        if (ResourceVersionMatch.Length > 0)
        {
            if (ResourceVersion.Length == 0) errors.Forbidden(match, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            if (Continue.Length > 0) errors.Forbidden(match, "resourceVersionMatch is forbidden when continue is provided");
            if (ResourceVersionMatch is not (Exact or NotOlderThan)) errors.NotSupported(match, ResourceVersionMatch, Exact, NotOlderThan, "");
            if (ResourceVersionMatch == Exact && ResourceVersion == "0") errors.Forbidden(match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }

        if (SendInitialEvents is not null) errors.Forbidden(FieldPath.Of("sendInitialEvents"), "sendInitialEvents is forbidden for list");
    }
}
