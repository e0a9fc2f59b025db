using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create quota</c>, <c>poddisruptionbudget</c> and <c>priorityclass</c>.</summary>
internal static class CreatePolicies
{
    public static CommandSpec Quota { get; } = new("quota", "quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]", "Create a quota with the specified name")
    {
        Aliases = ["resourcequota"],
        Examples = ["kubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3", "kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort"],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("hard", "", "A comma-delimited set of resource=quantity pairs that define a hard limit.")
            .Text("scopes", "", "A comma-delimited set of quota scopes that must all match each object tracked by the quota.")),
        Run = QuotaAsync,
    };

    public static CommandSpec Budget { get; } = new("poddisruptionbudget", "poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]", "Create a pod disruption budget with the specified name")
    {
        Aliases = ["pdb"],
        Examples = ["kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1", "kubectl create pdb my-pdb --selector=app=nginx --min-available=50%"],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("max-unavailable", "", "The maximum number or percentage of unavailable pods this budget requires.")
            .Text("min-available", "", "The minimum number or percentage of available pods this budget requires.")
            .Text("selector", "", "A label selector to use for this budget.")),
        Run = BudgetAsync,
    };

    public static CommandSpec Priority { get; } = new("priorityclass", "priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]", "Create a priority class with the specified name")
    {
        Aliases = ["pc"],
        Examples = ["kubectl create priorityclass high-priority --value=1000 --description=\"high priority\"", "kubectl create priorityclass default-priority --value=1000 --global-default=true --description=\"default priority\""],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("description", "", "description is an arbitrary string that usually provides guidelines on when this priority class should be used.")
            .Bool("global-default", false, "global-default specifies whether this PriorityClass should be considered as the default priority.")
            .Text("preemption-policy", "PreemptLowerPriority", "preemption-policy is the policy for preempting pods with lower priority.")
            .Int("value", 0, "the value of this priority class.")),
        Run = PriorityAsync,
    };

    private static Task QuotaAsync(Invocation call)
    {
        var value = CreateFlags.Head(call, "v1", "ResourceQuota", call.OneName());
        var spec = value.Ensure("spec");
        var hard = new JsonObject();
        foreach (var pair in call.Flags["hard"].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=');
            if (parts.Length != 2) throw new KubectlError($"Invalid argument syntax {pair}, expected <resource>=<value>");
            if (!Quantity.TryParse(parts[1], out var amount)) throw new KubectlError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            hard[parts[0]] = amount.ToString();
        }

        if (hard.Count > 0) spec["hard"] = NameHash.Sorted(hard);
        if (call.Flags["scopes"].Length > 0) spec["scopes"] = new JsonArray([.. call.Flags["scopes"].Split(',').Distinct().Select(s => (JsonNode)s)]);
        value["status"] = new JsonObject();
        return CreateCommand.SubmitAsync(call, value, "failed to create quota: ");
    }

    private static Task BudgetAsync(Invocation call)
    {
        var name = call.OneName();
        var flags = call.Flags;
        if (flags["selector"].Length == 0) throw new KubectlError("a selector must be specified");
        if (flags["max-unavailable"].Length == 0 && flags["min-available"].Length == 0) throw new KubectlError("one of min-available or max-unavailable must be specified");
        if (flags["max-unavailable"].Length > 0 && flags["min-available"].Length > 0) throw new KubectlError("min-available and max-unavailable cannot be both specified");
        var value = CreateFlags.Head(call, "policy/v1", "PodDisruptionBudget", name);
        var spec = value.Ensure("spec");
        if (flags["min-available"].Length > 0) spec["minAvailable"] = NumberOrText(flags["min-available"]);
        spec["selector"] = SelectorOf(flags["selector"]);
        if (flags["max-unavailable"].Length > 0) spec["maxUnavailable"] = NumberOrText(flags["max-unavailable"]);
        value["status"] = new JsonObject { ["disruptionsAllowed"] = 0, ["currentHealthy"] = 0, ["desiredHealthy"] = 0, ["expectedPods"] = 0 };
        return CreateCommand.SubmitAsync(call, value, "failed to create poddisruptionbudgets: ");
    }

    private static Task PriorityAsync(Invocation call)
    {
        var value = CreateFlags.Head(call, "scheduling.k8s.io/v1", "PriorityClass", call.OneName(), namespaced: false);
        value["value"] = call.Flags.Number("value");
        if (call.Flags.Is("global-default")) value["globalDefault"] = true;
        if (call.Flags["description"].Length > 0) value["description"] = call.Flags["description"];
        value["preemptionPolicy"] = call.Flags["preemption-policy"];
        return CreateCommand.SubmitAsync(call, value, "failed to create priorityclass: ");
    }

    private static JsonNode NumberOrText(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text;

    /// <summary>A selector's text as the object that the API knows.</summary>
    private static JsonObject SelectorOf(string text)
    {
        var (labels, expressions) = (new JsonObject(), new JsonArray());
        foreach (var requirement in Resources.ResourceQuery.ParseSelector(text).Requirements)
        {
            var values = new JsonArray([.. requirement.Values.Order(StringComparer.Ordinal).Select(v => (JsonNode)v)]);
            switch (requirement.Operator)
            {
                case LabelOperator.Equals or LabelOperator.DoubleEquals:
                    labels[requirement.Key] = requirement.Values.First();
                    break;
                case LabelOperator.In:
                    expressions.Add(new JsonObject { ["key"] = requirement.Key, ["operator"] = "In", ["values"] = values });
                    break;
                case LabelOperator.NotEquals or LabelOperator.NotIn:
                    expressions.Add(new JsonObject { ["key"] = requirement.Key, ["operator"] = "NotIn", ["values"] = values });
                    break;
                case LabelOperator.Exists:
                    expressions.Add(new JsonObject { ["key"] = requirement.Key, ["operator"] = "Exists" });
                    break;
                default:
                    expressions.Add(new JsonObject { ["key"] = requirement.Key, ["operator"] = "DoesNotExist" });
                    break;
            }
        }

        var selector = new JsonObject();
        if (labels.Count > 0) selector["matchLabels"] = labels;
        if (expressions.Count > 0) selector["matchExpressions"] = expressions;
        return selector;
    }
}
