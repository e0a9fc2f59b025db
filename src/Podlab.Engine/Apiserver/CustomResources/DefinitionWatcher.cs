using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Untyped;
using Podlab.Engine.Apiserver.Writing;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>Serves what definitions ask for as soon as they are stored, says so in their status, and clears up after those that go.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/controller/{status,establish,finalizer} (v1.36.3), without waiting between them.</remarks>
internal sealed class DefinitionWatcher(ApiServer server)
{
    /// <summary>Requests that were sent before the deletion still find their kind.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Between looks whether objects with finalizers have gone.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly ResourceInfo Definitions = ApiServer.ResourceOf(Definition.Kind);

    public void Changed(StoreChange change)
    {
        if (ReferenceEquals(change.Resource, Definitions)) Follow(change);
    }

    private void Follow(StoreChange change)
    {
        var (name, definition) = (change.Object.Name, change.Object.Value);
        if (change.Type == StoreChangeType.Deleted)
        {
            server.CustomKinds.Forget(name);
            return;
        }

        var isOld = change.Old is { } old && JsonTree.Same(Definition.Tree(old.Value)["spec"], Definition.Tree(definition)["spec"]);
        if (!isOld)
        {
            server.CustomKinds.Define(server.Store, definition);
            server.Clock.Post(() => Establish(name));
        }

        if (definition.Metadata.DeletionTimestamp is not null && change.Old?.Value.Metadata.DeletionTimestamp is null) server.Clock.Schedule(Patience, () => Clear(name));
    }

    /// <summary>Deletes what is left of a kind, and lets its definition go when nothing is.</summary>
    private void Clear(string name)
    {
        if (server.Store.Find(Definitions, "", name)?.Value is not { Metadata.DeletionTimestamp: not null } definition) return;
        var left = 0;
        foreach (var resource in server.CustomKinds.Of(name).Select(resource => resource.Storage).Distinct())
        {
            foreach (var stored in server.Store.List(resource).ToArray()) server.Delete(resource, stored.Namespace, stored.Name, DeleteOptions.Empty);
            left += server.Store.Count(resource);
        }

        if (left > 0) server.Clock.Schedule(Interval, () => Clear(name));
        else server.Update(Definitions, definition.WithMetadata(definition.Metadata with { Finalizers = definition.Metadata.Finalizers.Where(finalizer => finalizer != Definition.CleanupFinalizer).ToValueList() }), null, "kube-apiserver");
    }

    private void Establish(string name)
    {
        if (server.Store.Find(Definitions, "", name)?.Value is not UntypedObject definition) return;
        var tree = Definition.Tree(definition);
        var status = tree["status"] as JsonObject ?? [];
        status["acceptedNames"] = (tree["spec"] as JsonObject)?["names"]?.DeepClone();
        var conditions = status["conditions"] as JsonArray ?? [];
        if (conditions.Count == 0)
        {
            conditions = [Condition("NamesAccepted", "NoConflicts", "no conflicts found"), Condition("Established", "InitialNamesAccepted", "the initial names have been accepted")];
            status["conditions"] = conditions;
        }

        var next = definition.WithField("status", RawJson.FromUtf8(JsonTree.ToUtf8(status)));
        server.Update(Definitions, next, "status", "kube-apiserver");
    }

    private JsonObject Condition(string type, string reason, string message) => new()
    {
        ["lastTransitionTime"] = WholeSecond.Of(server.Clock.Now).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["message"] = message,
        ["reason"] = reason,
        ["status"] = "True",
        ["type"] = type,
    };
}
