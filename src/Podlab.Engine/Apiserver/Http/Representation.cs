namespace Podlab.Engine.Apiserver.Http;

public enum ObjectForm
{
    Whole,
    Table,
    PartialMetadata,
    PartialMetadataList,
}

/// <summary>In which form and format a client wants its answer.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go and go-restful's route selection.</remarks>
/// <param name="Yaml">Whether the answer is YAML; else JSON.</param>
/// <param name="MetaVersion">The version of meta.k8s.io for forms other than the whole object.</param>
internal sealed record Representation(ObjectForm Form, bool Yaml, string MetaVersion)
{
    private const string MetaGroup = "meta.k8s.io";
    private const string Offered = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const string Streams = ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    public static Representation PlainJson { get; } = new(ObjectForm.Whole, false, "v1");

    public string ContentType => Yaml ? "application/yaml" : "application/json";

    /// <param name="accept">The header; empty means anything.</param>
    /// <param name="isCollection">Whether the request is for a collection, which can be watched.</param>
    /// <exception cref="ApiException">NotAcceptable.</exception>
    public static Representation Negotiate(string accept, bool isCollection)
    {
        if (accept is "" or "*/*" or "application/json") return PlainJson;
        var clauses = accept.Split(',').Select(MediaType.Parse).ToList();
        if (!clauses.Exists(clause => clause.Name is "*/*" or "application/json" or "application/yaml" or "application/vnd.kubernetes.protobuf"))
            throw ApiException.Of(406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: " + Offered + (isCollection ? Streams : ""), Podlab.Api.Model.StatusDetails.Empty);
        foreach (var clause in clauses.OrderByDescending(clause => clause.Quality))
        {
            var json = clause.Name is "application/json" or "*/*" or "application/*";
            if (!json && clause.Name != "application/yaml") continue;
            if (FormOf(clause) is { } form) return new Representation(form, !json, clause.Parameter("v") ?? "v1");
        }

        throw ApiException.Of(406, "NotAcceptable", "only the following media types are accepted: " + Offered, null);
    }

    /// <summary>Watches are given in JSON alone.</summary>
    public static ApiException NoStream() => ApiException.Of(406, "NotAcceptable", "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch", null);

    private static ObjectForm? FormOf(MediaType clause)
    {
        if (clause.Parameter("as") is not { } kind) return ObjectForm.Whole;
        if (clause.Parameter("g") != MetaGroup || clause.Parameter("v") is not ("v1" or "v1beta1")) return null;
        return kind switch
        {
            "Table" => ObjectForm.Table,
            "PartialObjectMetadata" => ObjectForm.PartialMetadata,
            "PartialObjectMetadataList" => ObjectForm.PartialMetadataList,
            _ => null,
        };
    }
}
