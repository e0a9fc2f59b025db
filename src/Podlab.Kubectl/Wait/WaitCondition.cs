using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Printers.JsonPaths;

namespace Podlab.Kubectl.Wait;

/// <summary>What <c>--for</c> asks of an object.</summary>
internal abstract class WaitCondition
{
    /// <exception cref="KubectlError">The text is no condition.</exception>
    public static WaitCondition Parse(string text)
    {
        if (text.StartsWith("condition=", StringComparison.Ordinal))
        {
            var parts = text["condition=".Length..].Split('=', 2);
            return new OfCondition(parts[0], parts.Length == 2 ? parts[1] : "true");
        }

        if (text.StartsWith("jsonpath=", StringComparison.Ordinal)) return OfPath.Read(text["jsonpath=".Length..]);
        throw new KubectlError($"unrecognized condition: {GoText.Quote(text)}");
    }

    public abstract bool Holds(JsonObject value);

    private sealed class OfCondition(string type, string status) : WaitCondition
    {
        public override bool Holds(JsonObject value)
        {
            foreach (var condition in value.Items("status", "conditions"))
            {
                if (!condition.Text("type").Equals(type, StringComparison.OrdinalIgnoreCase)) continue;
                var observed = condition.Number("observedGeneration") ?? value.Number("status", "observedGeneration");
                if (observed is { } generation && generation < (value.Number("metadata", "generation") ?? 0)) return false;
                return condition.Text("status").Equals(status, StringComparison.OrdinalIgnoreCase);
            }

            return false;
        }
    }

    private sealed class OfPath(IReadOnlyList<PathNode> path, string? wanted) : WaitCondition
    {
        public static OfPath Read(string text)
        {
            // Quotes around the path come from shells that keep them.
            var split = text.LastIndexOf("}=", StringComparison.Ordinal) is >= 0 and var end ? end + 1
                : !text.Contains('{', StringComparison.Ordinal) ? text.IndexOf('=', StringComparison.Ordinal) : -1;
            var path = (split < 0 ? text : text[..split]).Trim('\'', '"');
            var wanted = split < 0 ? null : text[(split + 1)..].Trim('\'', '"');
            if (wanted is { Length: 0 }) throw new KubectlError("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
            try
            {
                return new OfPath(JsonPathParser.Parse(RelaxedPath.Of(path)), wanted);
            }
            catch (JsonPathError error)
            {
                throw new KubectlError(error.Message);
            }
        }

        public override bool Holds(JsonObject value)
        {
            try
            {
                var found = new JsonPathRunner(allowMissing: true).Run(path, value).SelectMany(f => f).ToList();
                if (found.Count == 0) return false;
                if (wanted is null) return true;
                if (found.Count > 1) throw new KubectlError("given jsonpath expression matches more than one value");
                if (found[0] is JsonObject or JsonArray) throw new KubectlError("jsonpath leads to a nested object or list which is not supported");
                return JsonPathPrinter.Text(found[0]).Equals(wanted, StringComparison.OrdinalIgnoreCase);
            }
            catch (JsonPathError)
            {
                return false;
            }
        }
    }
}
