using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Controllers;

namespace Podlab.Engine.Tests.Controllers.Conformance;

/// <summary>Gives drawn names the names of the recordings: web#1, web#1/*, web/1.</summary>
internal sealed class Naming(bool nodesAreAlike)
{
    private readonly Dictionary<(string Kind, string Uid), string> names = [];
    private readonly Dictionary<string, string> byDrawnName = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Owner), int> counts = [];
    private readonly Dictionary<string, string> byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> uidNames = new(StringComparer.Ordinal);

    public string Of(IKubernetesObject item)
    {
        var key = (item.Kind, item.Metadata.Uid ?? "");
        if (names.TryGetValue(key, out var known)) return known;
        var name = Draw(item);
        names[key] = name;
        uidNames[key.Item2] = name;
        if (name != item.Metadata.Name && item.Kind != "Node") byDrawnName[item.Metadata.Name!] = name;
        return name;
    }

    public string OfOwner(OwnerReference owner) => uidNames.GetValueOrDefault(owner.Uid, owner.Name);

    public string Node(string name) => name.StartsWith(Scenario.Id + "-", StringComparison.Ordinal) ? nodesAreAlike ? "n*" : name[(Scenario.Id.Length + 1)..] : "shared";

    public string Address(string address) => byAddress.TryGetValue(address, out var pod) ? $"ip({pod})" : address;

    public void HasAddress(string address, string pod) => byAddress[address] = pod;

    /// <summary>A text with names, namespace and uids as the recordings have them.</summary>
    public string Text(string text)
    {
        foreach (var (drawn, name) in byDrawnName.OrderByDescending(pair => pair.Key.Length)) text = text.Replace(drawn, name, StringComparison.Ordinal);
        text = text.Replace(Scenario.Id + "-", "", StringComparison.Ordinal).Replace(Scenario.Namespace, "NS", StringComparison.Ordinal);
        if (nodesAreAlike) text = System.Text.RegularExpressions.Regex.Replace(text, "\\bn[0-9]\\b", "n*");
        text = System.Text.RegularExpressions.Regex.Replace(text, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UID");
        // A pod that was refused has a drawn name that no object ever had.
        return System.Text.RegularExpressions.Regex.Replace(text, "\\b(?<owner>[a-z0-9-]+#[0-9]+|[a-z]+)-[bcdfghjklmnpqrstvwxz2456789]{5}(?=\")", match => match.Groups["owner"].Value + "/*");
    }

    private string Draw(IKubernetesObject item)
    {
        var own = item.Metadata.Name ?? "";
        if (item is Node) return own[(Scenario.Id.Length + 1)..];
        if (Owners.ControllerOf(item.Metadata) is not { } owner) return own;
        var ownerName = OfOwner(owner);
        switch (item)
        {
            case ReplicaSet or Job:
                // One that comes again under the name it had is the same to the recordings.
                return byDrawnName.GetValueOrDefault(own) ?? $"{ownerName}#{Next(item.Kind, ownerName)}";
            case EndpointSlice or ControllerRevision:
                return $"{ownerName}/{Next(item.Kind, ownerName)}";
            case Pod when owner.Kind != "StatefulSet":
                return $"{ownerName}/*";
            default:
                return own;
        }
    }

    private string Next(string kind, string owner)
    {
        var count = counts[(kind, owner)] = counts.GetValueOrDefault((kind, owner)) + 1;
        return count.ToString(CultureInfo.InvariantCulture);
    }
}
