using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Api.Model;

namespace Podlab.Conformance.Tests.Node;

/// <summary>Puts placeholders in the place of names, addresses and numbers that every run gives anew.</summary>
internal sealed partial class RunNames
{
    private readonly Dictionary<string, string> generated = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> addresses = new(Comparer<string>.Create((a, b) => a.Length != b.Length ? b.Length.CompareTo(a.Length) : string.CompareOrdinal(a, b)));
    private int pods;
    private int slices;

    public void Learn(IKubernetesObject value)
    {
        var metadata = value.Metadata;
        if (metadata.GenerateName is { Length: > 0 } prefix && metadata.Name is { } name && name.StartsWith(prefix, StringComparison.Ordinal) && !generated.ContainsKey(name))
        {
            generated[name] = value.Kind == "EndpointSlice"
                ? string.Create(CultureInfo.InvariantCulture, $"{prefix}<s{++slices}>")
                : string.Create(CultureInfo.InvariantCulture, $"{prefix}<r{++pods}>");
        }

        switch (value)
        {
            case Pod { Status.PodIP: { Length: > 0 } ip } pod when !pod.Spec.HostNetwork:
                addresses.TryAdd(ip, $"<ip:{generated.GetValueOrDefault(pod.Metadata.Name ?? "", pod.Metadata.Name ?? "")}>");
                break;
            case Service { Spec.ClusterIP: { Length: > 0 } ip } when ip != "None":
                addresses[ip] = "<cluster-ip>";
                break;
        }
    }

    public string Mask(string text, string @namespace, string nodeIp)
    {
        text = text.Replace(@namespace, "<ns>", StringComparison.Ordinal);
        foreach (var (name, placeholder) in generated.OrderByDescending(entry => entry.Key.Length)) text = text.Replace(name, placeholder, StringComparison.Ordinal);
        text = Uid().Replace(text, "<uid>");
        text = Digest().Replace(text, "sha256:<digest>");
        text = ContainerId().Replace(text, "<id>");
        foreach (var (address, placeholder) in addresses) text = Regex.Replace(text, $@"(?<![\d.]){Regex.Escape(address)}(?![\d])", placeholder);
        text = text.Replace(nodeIp, "<node-ip>", StringComparison.Ordinal);
        text = Duration().Replace(text, "in <duration> (<duration> including waiting)");
        text = Time().Replace(text, "<t+0>");
        text = LongTime().Replace(text, match => match.Value.Contains(" 1970 ", StringComparison.Ordinal) ? "<t-<t+0>>" : "<t+0>");
        text = DataFolder().Replace(text, "..<timestamp>");
        text = UnixTime().Replace(text, "<t+0>");
        text = UsedCpu().Replace(text, "used: <n>");
        return ListDate().Replace(text, "$1<date>");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"\.\.\d{4}_\d\d_\d\d_\d\d_\d\d_\d\d\.\d+")]
    private static partial Regex DataFolder();

    [GeneratedRegex(@"(?<![\d.-])17\d{8}(?!\d)")]
    private static partial Regex UnixTime();

    [GeneratedRegex(@"used: \d+")]
    private static partial Regex UsedCpu();

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digest();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex ContainerId();

    [GeneratedRegex(@"in [0-9.]+m?s \([0-9.]+m?s including waiting\)")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();

    [GeneratedRegex(@"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}")]
    private static partial Regex LongTime();

    [GeneratedRegex(@"((?:root|daemon|nobody|\d+) +\d+ )(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d+ +[\d:]+")]
    private static partial Regex ListDate();
}
