using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Podlab.Conformance.Tests.Node;

/// <summary>Texts of a record without what depends on the node's surroundings.</summary>
internal static partial class RecordText
{
    private static readonly string[] Races =
    [
        @"Cluster IP \[IPv4\]: .* is not allocated; repairing",
        @".*object .* not registered.*",
        ".*(Readiness|Liveness|Startup) probe errored and resulted in unknown state: rpc error: .*",
        ".*Failed to update endpoint .*: Operation cannot be fulfilled.*",
        ".*FailedToUpdateEndpoint.*",
    ];

    public static string Mask(string? text)
    {
        var result = Point().Replace(text ?? "", "<t>");
        result = PullFailure().Replace(result, "failed to pull and unpack image $2: <why>");
        result = KubeletFolder().Replace(result, "<kubelet>");
        return Capacity().Replace(result, "capacity: <n>");
    }

    /// <summary>Events of races that a record may hold or not.</summary>
    public static bool IsNoise(string message) => Races.Any(race => Regex.IsMatch(message, race));

    public static string Line(string text)
    {
        text = Mask(text);
        return text.StartsWith("options ", StringComparison.Ordinal) ? "options " + string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal)) : text;
    }

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The text of a scalar as a record's reader prints it.</summary>
    public static string Scalar(JsonNode? node) => node switch
    {
        null => "None",
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag ? "True" : "False",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    [GeneratedRegex(@"<t[+-][0-9.e+]*>")]
    private static partial Regex Point();

    [GeneratedRegex(@"(rpc error: code = \w+ desc = )?failed to pull and unpack image (\S+): .*", RegexOptions.Singleline)]
    private static partial Regex PullFailure();

    [GeneratedRegex(@"(<dir>|/var/lib)/kubelet")]
    private static partial Regex KubeletFolder();

    [GeneratedRegex(@"capacity: \d+")]
    private static partial Regex Capacity();
}
