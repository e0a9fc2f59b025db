using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Bootstrap;

/// <summary>The cluster roles that are there from the start, and who has them. They decide nothing here: everybody who is known may do everything.</summary>
/// <remarks>Follows plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go and pkg/registry/rbac/rest/storage_rbac.go (v1.36.3).</remarks>
internal static class DefaultRoles
{
    private const string Manager = "kube-apiserver";
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly ValueMap<string> Labels = ValueMap.Of(("kubernetes.io/bootstrapping", "rbac-defaults"));
    private static readonly ValueMap<string> Annotations = ValueMap.Of(("rbac.authorization.kubernetes.io/autoupdate", "true"));

    public static void Create(ApiServer api)
    {
        var roles = RoleTable.Read();
        foreach (var role in roles) Role(api, role.Name, role.CountsFor, role.Rules, aggregates: false);
        // Each takes in the roles that are marked for it, in the order of their names.
        var view = roles.Single(role => role.CountsFor == "view").Rules;
        PolicyRule[] edit = [.. roles.Single(role => role.CountsFor == "edit").Rules, .. view];
        PolicyRule[] admin = [.. edit, .. roles.Single(role => role.CountsFor == "admin").Rules];
        Role(api, "view", "edit", view, aggregates: true);
        Role(api, "edit", "admin", edit, aggregates: true);
        Role(api, "admin", null, admin, aggregates: true);
        foreach (var (role, kind, names) in ((string, string, string[])[])
        [
            ("cluster-admin", "Group", ["system:masters"]), ("system:basic-user", "Group", ["system:authenticated"]), ("system:discovery", "Group", ["system:authenticated"]),
            ("system:kube-controller-manager", "User", ["system:kube-controller-manager"]), ("system:kube-scheduler", "User", ["system:kube-scheduler"]),
            ("system:monitoring", "Group", ["system:monitoring"]), ("system:node-proxier", "User", ["system:kube-proxy"]),
            ("system:public-info-viewer", "Group", ["system:authenticated", "system:unauthenticated"]), ("system:service-account-issuer-discovery", "Group", ["system:serviceaccounts"]),
            ("system:volume-scheduler", "User", ["system:kube-scheduler"]),
        ])
        {
            Bind(api, role, kind, names);
        }
    }

    private static void Role(ApiServer api, string name, string? countsFor, IReadOnlyList<PolicyRule> rules, bool aggregates) => api.Of<ClusterRole>().Create(
        new ClusterRole
        {
            Metadata = new ObjectMeta { Name = name, Annotations = Annotations, Labels = countsFor is null ? Labels : Labels.Set(Mark(countsFor), "true") },
            Rules = rules.ToValueList(),
            AggregationRule = aggregates ? new AggregationRule { ClusterRoleSelectors = [new LabelSelector { MatchLabels = ValueMap.Of((Mark(name), "true")) }] } : null,
        },
        Manager);

    private static string Mark(string role) => $"{Group}/aggregate-to-{role}";

    private static void Bind(ApiServer api, string role, string kind, string[] names) => api.Of<ClusterRoleBinding>().Create(
        new ClusterRoleBinding
        {
            Metadata = new ObjectMeta { Name = role, Annotations = Annotations, Labels = Labels },
            RoleRef = new RoleRef { ApiGroup = Group, Kind = "ClusterRole", Name = role },
            Subjects = names.Select(name => new Subject { ApiGroup = Group, Kind = kind, Name = name }).ToValueList(),
        },
        Manager);
}
