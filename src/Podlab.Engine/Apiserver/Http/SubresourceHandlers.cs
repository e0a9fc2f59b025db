using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Subresources;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Subresources whose bodies are of another kind than the object: scale, binding, eviction, token, log, exec and the like.</summary>
internal sealed class SubresourceHandlers(ApiServer server, ObjectEncoding encoding, WriteHandlers writes, PodConnectHandlers connections)
{
    /// <summary>Null where the subresource takes and gives the whole object and needs nothing special.</summary>
    public ApiResponse? TryAnswer(RequestContext context, string verb) => context.Target.Subresource!.Name switch
    {
        "scale" => Scale(context, verb),
        "binding" => Bind(context),
        "eviction" => Evict(context),
        "token" => Token(context),
        "log" => connections.Log(context),
        "exec" or "attach" or "portforward" => connections.Upgrade(context),
        // Its answers take time: HttpDoor.ProxyAsync.
        "proxy" => throw ApiException.NoSuchResource(),
        _ => null,
    };

    private ApiResponse Scale(RequestContext context, string verb)
    {
        var resource = context.Target.Resource;
        if (verb == "get")
        {
            var stored = server.Store.Find(resource, context.Namespace, context.Name) ?? throw ApiException.NotFound(resource, context.Name);
            return encoding.Scale(context, ScaleAccess.Read(stored.Value));
        }

        var validation = context.Query.First("fieldValidation");
        UpdateResult result;
        if (verb == "update")
        {
            var write = writes.Options(context, "UpdateOptions");
            var scale = (Scale)RequestBody.Read(context.Request, Api.Model.Scale.GroupVersionKind, validation, context.Warnings);
            WriteHandlers.CheckName(context, scale);
            result = server.Writer.Update(write, old => Apply(old!, scale), scale.Metadata.Uid);
        }
        else
        {
            var type = PatchTypes.Of(context);
            var write = writes.Options(context, "PatchOptions");
            result = type == PatchTypes.ServerSideApply ? ApplyScale(context, write) : server.Writer.Update(write, old =>
            {
                var scale = (Scale)PatchTypes.Apply(context, type, Api.Model.Scale.GroupVersionKind, ScaleAccess.Read(old!));
                WriteHandlers.CheckName(context, scale);
                return Apply(old!, scale);
            });
        }

        return encoding.Scale(context, ScaleAccess.Read(result.Object.Value));
    }

    /// <summary>A scale's owner owns the replicas of the scaled object.</summary>
    private UpdateResult ApplyScale(RequestContext context, WriteRequest write)
    {
        var kind = context.Target.Resource.Kind;
        var scale = AppliedConfiguration.Read(context.Request.Body.Span);
        if (JsonTree.StringOrNull(scale["apiVersion"]) != "autoscaling/v1" || JsonTree.StringOrNull(scale["kind"]) != "Scale")
            throw ApiException.BadRequest($"invalid object type: {JsonTree.StringOrNull(scale["apiVersion"])}, Kind={JsonTree.StringOrNull(scale["kind"])}");
        var applied = new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = scale["metadata"]?.DeepClone() };
        if (scale["spec"] is JsonObject spec) applied["spec"] = spec.DeepClone();
        return server.Writer.Update(write with { IsApply = true }, old =>
        {
            var value = AppliedConfiguration.ApplyTo(context, old, applied, "scale", server.Clock.Now);
            WriteHandlers.CheckName(context, value);
            return Apply(old!, ScaleAccess.Read(value)).WithMetadata(value.Metadata);
        });
    }

    private static IKubernetesObject Apply(IKubernetesObject old, Scale scale)
    {
        if (scale.Spec.Replicas < 0)
        {
            var errors = new FieldErrorList();
            errors.Invalid(FieldPath.Spec.Child("replicas"), scale.Spec.Replicas, "must be greater than or equal to 0");
            throw ApiException.Invalid(Api.Model.Scale.GroupVersionKind, scale.Metadata.Name ?? "", errors);
        }

        return ScaleAccess.Write(old, scale);
    }

    private ApiResponse Bind(RequestContext context)
    {
        var write = writes.Options(context, "CreateOptions");
        var binding = (Binding)RequestBody.Read(context.Request, Binding.GroupVersionKind, context.Query.First("fieldValidation"), context.Warnings);
        server.Bindings.Bind(write, binding);
        return Success(context);
    }

    /// <summary>A binding may be posted to its own collection too; then its name is the pod's.</summary>
    public ApiResponse BindByBody(RequestContext context)
    {
        var write = writes.Options(context, "CreateOptions");
        var binding = (Binding)RequestBody.Read(context.Request, Binding.GroupVersionKind, context.Query.First("fieldValidation"), context.Warnings);
        server.Bindings.Bind(write with { Name = binding.Metadata.Name ?? "" }, binding);
        return Success(context);
    }

    private ApiResponse Evict(RequestContext context)
    {
        var write = writes.Options(context, "CreateOptions");
        var eviction = (Eviction)RequestBody.Read(context.Request, Eviction.GroupVersionKind, context.Query.First("fieldValidation"), context.Warnings);
        server.Evictions.Evict(write, eviction);
        return Success(context);
    }

    private ApiResponse Token(RequestContext context)
    {
        var write = writes.Options(context, "CreateOptions");
        var asked = (TokenRequest)RequestBody.Read(context.Request, TokenRequest.GroupVersionKind, context.Query.First("fieldValidation"), context.Warnings);
        return encoding.Other(context, 201, writer => server.Tokens.Write(writer, write, asked));
    }

    private ApiResponse Success(RequestContext context) =>
        encoding.Other(context, 201, writer => ObjectEncoding.WriteStatus(writer, new Status { StatusValue = "Success", Code = 201 }));
}
