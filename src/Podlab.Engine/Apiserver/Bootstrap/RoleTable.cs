using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Bootstrap;

/// <param name="CountsFor">The role that takes this one's rules in; null: none.</param>
internal sealed record TabledRole(string Name, string? CountsFor, IReadOnlyList<PolicyRule> Rules);

/// <summary>Reads roles.txt.</summary>
internal static class RoleTable
{
    private static readonly string[] Reading = ["get", "list", "watch"];
    private static readonly string[] Writing = ["create", "delete", "deletecollection", "patch", "update"];

    public static IReadOnlyList<TabledRole> Read()
    {
        using var stream = typeof(RoleTable).Assembly.GetManifestResourceStream("Podlab.Engine.Bootstrap.roles.txt")!;
        using var reader = new StreamReader(stream);
        var roles = new List<TabledRole>();
        var rules = new List<PolicyRule>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == ' ')
            {
                rules.Add(Rule(line.Split('|', StringSplitOptions.TrimEntries)));
                continue;
            }

            rules = [];
            var head = line.Split(" >");
            roles.Add(new TabledRole(head[0], head.Length > 1 ? head[1] : null, rules));
        }

        return roles;
    }

    private static PolicyRule Rule(string[] parts)
    {
        var verbs = parts[0].Split(',').SelectMany(verb => verb switch { "r" => Reading, "w" => Writing, _ => [verb] }).Order(StringComparer.Ordinal).ToValueList();
        if (parts[1] == "url") return new PolicyRule { Verbs = verbs, NonResourceURLs = parts[2].Split(',').ToValueList() };
        return new PolicyRule
        {
            Verbs = verbs,
            ApiGroups = parts[1].Split(',').Select(group => group == "-" ? "" : group).ToValueList(),
            Resources = parts[2].Split(',').ToValueList(),
            ResourceNames = parts.Length > 3 ? parts[3].Split(',').ToValueList() : default,
        };
    }
}
