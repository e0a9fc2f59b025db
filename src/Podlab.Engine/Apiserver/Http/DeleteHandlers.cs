using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Yaml;
using Podlab.Engine.Apiserver.Protobuf;
using Podlab.Engine.Apiserver.Reading;
using Podlab.Engine.Apiserver.Requests;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>delete and deletecollection.</summary>
internal sealed class DeleteHandlers(ApiServer server, ObjectEncoding encoding)
{
    /// <summary>Kinds whose deletion answers with the object; the others answer with a Status.</summary>
    private static readonly HashSet<string> AnswersWithObject = new(StringComparer.Ordinal) { "pods", "services", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims", "podtemplates", "resourcequotas", "namespaces" };

    public ApiResponse Delete(RequestContext context)
    {
        var options = Options(context);
        var result = server.Deletion.Delete(Write(context, context.Name, options), options);
        var code = !result.Deleted && options.OrphanDependents == false ? 202 : 200;
        if (!result.Deleted || AnswersWithObject.Contains(context.Target.Resource.Name)) return encoding.Object(context, code, result.Object);
        var resource = context.Target.Resource;
        return encoding.Other(context, code, writer => ObjectEncoding.WriteStatus(writer, new Status
        {
            StatusValue = "Success",
            Details = new StatusDetails { Name = context.Name, Group = resource.Group.Length == 0 ? null : resource.Group, Kind = resource.Name, Uid = result.Object.Value.Metadata.Uid },
        }));
    }

    public ApiResponse DeleteCollection(RequestContext context)
    {
        var list = ListOptions.Read(context.Query, context.Target.Resource);
        var options = Options(context);
        var page = server.Lists.List(context.Target.Resource, context.Target.Namespace, list);
        foreach (var stored in page.Items)
        {
            try
            {
                server.Deletion.Delete(Write(context, stored.Name, options) with { Namespace = stored.Namespace }, options);
            }
            catch (ApiException refusal) when (refusal.IsNotFound)
            {
                // Gone in the meantime: what was wanted.
            }
        }

        return encoding.List(context, page);
    }

    private static WriteRequest Write(RequestContext context, string name, DeleteOptions options) => new()
    {
        Resource = context.Target.Resource,
        Namespace = context.Namespace,
        Name = name,
        FieldManager = context.FieldManager,
        User = context.Request.User,
        DryRun = !options.DryRun.IsEmpty,
        Warnings = context.Warnings,
    };

    /// <summary>Options stand in the body or, where there is none, in the query.</summary>
    private static DeleteOptions Options(RequestContext context)
    {
        RequestBody.CheckSize(context.Request);
        var options = context.Request.Body.IsEmpty ? FromQuery(context.Query) : FromBody(context);
        var errors = new FieldErrorList();
        Check(errors, options);
        RequestOptions.ThrowIfAny(errors, nameof(DeleteOptions));
        return options;
    }

    /// <summary>Preconditions cannot be given here: they are a structure, and queries have none.</summary>
    private static DeleteOptions FromQuery(QueryString query) => new()
    {
        DryRun = query.Has("dryRun") ? query.All("dryRun").ToValueList() : default,
        GracePeriodSeconds = RequestOptions.Int64(query, "gracePeriodSeconds"),
        OrphanDependents = RequestOptions.Boolean(query, "orphanDependents"),
        PropagationPolicy = query.First("propagationPolicy"),
    };

    private static DeleteOptions FromBody(RequestContext context)
    {
        var json = context.Request.Body;
        if (RequestBody.IsProtobuf(context.Request)) json = ProtobufBody.ToJson(json.Span, context.Target.Resource.Kind with { Kind = nameof(DeleteOptions) });
        else if (RequestBody.IsYaml(context.Request)) json = YamlReader.Read(System.Text.Encoding.UTF8.GetString(json.Span)).Json;
        var log = new DecodeLog(new GroupVersionKind("", "v1", nameof(DeleteOptions)));
        try
        {
            var decoder = new JsonDecoder(json.Span, log);
            var options = DeleteOptions.Read(ref decoder);
            if (log.HasErrors) throw ApiException.BadRequest(log.Issues.First(issue => issue.Kind is DecodeIssueKind.WrongType or DecodeIssueKind.InvalidValue).Message);
            CheckKind(context, options);
            return options;
        }
        catch (JsonException exception)
        {
            throw ApiException.BadRequest("couldn't get version/kind; json parse error: " + exception.Message);
        }
    }

    private static void CheckKind(RequestContext context, DeleteOptions options)
    {
        if (options.Kind is null or "DeleteOptions") return;
        var parts = (options.ApiVersion ?? context.Target.Resource.Kind.ApiVersion).Split('/');
        throw ApiException.BadRequest(KindHead.NotRegistered(parts.Length > 1 ? parts[0] : "", parts[^1], options.Kind));
    }

    private static void Check(FieldErrorList errors, DeleteOptions options)
    {
        if (options is { PropagationPolicy: not null, OrphanDependents: not null })
            errors.Invalid(FieldPath.Of("propagationPolicy"), options.PropagationPolicy, "orphanDependents and deletionPropagation cannot be both set");
        if (options.PropagationPolicy is not (null or "Foreground" or "Background" or "Orphan"))
            errors.NotSupported(FieldPath.Of("propagationPolicy"), options.PropagationPolicy, "Foreground", "Background", "Orphan", "nil");
        RequestOptions.CheckDryRun(errors, [.. options.DryRun]);
    }
}
