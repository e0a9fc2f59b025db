using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Namespaces;

/// <summary>What keeps a namespace from going (pkg/controller/namespace/deletion/status_condition_utils.go, v1.36.3).</summary>
internal static class NamespaceConditions
{
    public static ValueList<NamespaceCondition> Of(ValueList<NamespaceCondition> old, Remains remains, DateTimeOffset now)
    {
        var list = old;
        Set("NamespaceDeletionDiscoveryFailure", "False", "ResourcesDiscovered", "All resources successfully discovered");
        Set("NamespaceDeletionGroupVersionParsingFailure", "False", "ParsedGroupVersions", "All legacy kube types successfully parsed");
        Set("NamespaceDeletionContentFailure", "False", "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
        if (remains.Resources.Count == 0) Set("NamespaceContentRemaining", "False", "ContentRemoved", "All content successfully removed");
        else Set("NamespaceContentRemaining", "True", "SomeResourcesRemain", "Some resources are remaining: " + string.Join(", ", remains.Resources.Select(entry => $"{entry.Key} has {entry.Value} resource instances")));
        if (remains.Finalizers.Count == 0) Set("NamespaceFinalizersRemaining", "False", "ContentHasNoFinalizers", "All content-preserving finalizers finished");
        else Set("NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain", "Some content in the namespace has finalizers remaining: " + string.Join(", ", remains.Finalizers.Select(entry => $"{entry.Key} in {entry.Value} resource instances")));
        return list;

        void Set(string type, string status, string reason, string message)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i].Type != type) continue;
                if (list[i].Status != status || list[i].Reason != reason || list[i].Message != message)
                    list = list.SetItem(i, list[i] with { Status = status, Reason = reason, Message = message, LastTransitionTime = list[i].Status == status ? list[i].LastTransitionTime : now });
                return;
            }

            list = list.Add(new NamespaceCondition { Type = type, Status = status, Reason = reason, Message = message, LastTransitionTime = now });
        }
    }
}
