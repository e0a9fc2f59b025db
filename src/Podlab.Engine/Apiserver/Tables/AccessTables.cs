using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>Roles and who has them.</summary>
internal static class AccessTables
{
    private static readonly ValueList<TableColumn> BindingColumns =
        [TableColumn.ObjectName, new("Role"), TableColumn.Age, TableColumn.Wide("Users"), TableColumn.Wide("Groups"), TableColumn.Wide("ServiceAccounts")];

    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.Dated<Role>(),
        TableLayout.Dated<ClusterRole>(),
        TableLayout.For<RoleBinding>(BindingColumns, (item, now) => Binding(item, item.RoleRef, item.Subjects, now)),
        TableLayout.For<ClusterRoleBinding>(BindingColumns, (item, now) => Binding(item, item.RoleRef, item.Subjects, now)),
    ];

    private static ValueList<TableCell> Binding(IKubernetesObject item, RoleRef role, ValueList<Subject> subjects, DateTimeOffset now)
    {
        string Named(string kind) => string.Join(", ", subjects.Where(subject => subject.Kind == kind).Select(subject => subject.Name));
        var accounts = subjects.Where(subject => subject.Kind == "ServiceAccount")
            .Select(subject => string.IsNullOrEmpty(subject.Namespace) ? subject.Name : $"{subject.Namespace}/{subject.Name}");
        return [item.Metadata.Name, $"{role.Kind}/{role.Name}", Cell.Age(item, now), Named("User"), Named("Group"), string.Join(", ", accounts)];
    }
}
