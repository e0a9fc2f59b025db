using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Apiserver.CustomResources;
using Podlab.Engine.Apiserver.Requests;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>create, update, patch.</summary>
internal sealed class WriteHandlers(ApiServer server, ObjectEncoding encoding)
{
    public ApiResponse Create(RequestContext context)
    {
        var resource = context.Target.Resource;
        RequestBody.IsYaml(context.Request);
        RequestBody.CheckSize(context.Request);
        var write = Options(context, "CreateOptions");
        var value = RequestBody.Read(context.Request, resource.Kind, context.Query.First("fieldValidation"), context.Warnings);
        UnknownFields.Tell(context, value);
        var created = server.Writer.Create(write, value);
        server.Fidelity?.Add(context.Warnings, created.Value, before: null);
        return encoding.Object(context, 201, created);
    }

    public ApiResponse Update(RequestContext context)
    {
        var resource = context.Target.Resource;
        RequestBody.IsYaml(context.Request);
        RequestBody.CheckSize(context.Request);
        var write = Options(context, "UpdateOptions");
        var value = RequestBody.Read(context.Request, resource.Kind, context.Query.First("fieldValidation"), context.Warnings);
        CheckName(context, value);
        UnknownFields.Tell(context, value);
        var strategy = StorageKinds.StrategyOf(resource);
        value = strategy.Default(value);
        var before = Stored(context);
        var result = server.Writer.Update(write, _ => value, value.Metadata.Uid, createsMissing: strategy.AllowsCreateOnUpdate && context.Target.Subresource is null);
        server.Fidelity?.Add(context.Warnings, result.Object.Value, before);
        return encoding.Object(context, result.Created ? 201 : 200, result.Object);
    }

    public ApiResponse Patch(RequestContext context)
    {
        var type = PatchTypes.Of(context);
        RequestBody.CheckSize(context.Request);
        var write = Options(context, "PatchOptions");
        var before = Stored(context);
        var result = Patch(context, write, type);
        server.Fidelity?.Add(context.Warnings, result.Object.Value, before);
        return encoding.Object(context, result.Created ? 201 : 200, result.Object);
    }

    /// <summary>The object before the write; asked for only where clients are warned of what is new.</summary>
    private IKubernetesObject? Stored(RequestContext context) =>
        server.Fidelity is null ? null : server.Find(context.Target.Resource, context.Namespace, context.Name);

    public WriteRequest Options(RequestContext context, string kind)
    {
        var query = context.Query;
        var errors = new FieldErrorList();
        var dryRun = query.All("dryRun").ToList();
        if (kind == "PatchOptions") PatchTypes.CheckForce(errors, context);
        RequestOptions.CheckFieldManager(errors, query.First("fieldManager"));
        RequestOptions.CheckDryRun(errors, dryRun);
        RequestOptions.CheckFieldValidation(errors, query.First("fieldValidation"));
        RequestOptions.ThrowIfAny(errors, kind);
        return new WriteRequest
        {
            Resource = context.Target.Resource,
            Subresource = context.Target.Subresource?.Name,
            Namespace = context.Namespace,
            Name = context.Name,
            FieldManager = context.FieldManager,
            User = context.Request.User,
            DryRun = dryRun.Count > 0,
            Warnings = context.Warnings,
        };
    }

    public static void CheckName(RequestContext context, IKubernetesObject value)
    {
        var name = value.Metadata.Name ?? "";
        if (name.Length == 0) throw ApiException.BadRequest($"the name of the object ({context.Name} based on URL) was undeterminable: name must be provided");
        if (name != context.Name) throw ApiException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({context.Name})");
    }

    private UpdateResult Patch(RequestContext context, WriteRequest write, string type) => type == PatchTypes.ServerSideApply ? Apply(context, write) : server.Writer.Update(write, old =>
    {
        var resource = context.Target.Resource;
        var value = PatchTypes.Apply(context, type, resource.Kind, old!);
        CheckName(context, value);
        UnknownFields.Tell(context, value);
        return StorageKinds.StrategyOf(resource).Default(value);
    });

    private UpdateResult Apply(RequestContext context, WriteRequest write)
    {
        var resource = context.Target.Resource;
        var applied = AppliedConfiguration.Read(context.Request.Body.Span);
        return server.Writer.Update(write with { IsApply = true }, old =>
        {
            var value = AppliedConfiguration.ApplyTo(context, old, applied, context.Target.Subresource?.Name, server.Clock.Now);
            CheckName(context, value);
            if (old is null) value = AsNew(context, value);
            return StorageKinds.StrategyOf(resource).Default(value);
        }, createsMissing: context.Target.Subresource is null);
    }

    /// <summary>An object that an apply creates cannot ask for an identity; a version it asks for is ignored.</summary>
    private static IKubernetesObject AsNew(RequestContext context, IKubernetesObject value)
    {
        if (value.Metadata.Uid is { Length: > 0 } uid)
            throw ApiException.Conflict(context.Target.Resource, context.Name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        return value.WithMetadata(value.Metadata with { ResourceVersion = null });
    }
}
