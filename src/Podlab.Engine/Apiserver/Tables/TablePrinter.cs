using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>Makes tables of objects. A kind's columns stand in one of the lists registered here; a kind without any shows name and age.</summary>
/// <remarks>Follows pkg/printers/internalversion/printers.go (v1.36.3); cells are always those of wide output, the client leaves out what it does not show.</remarks>
public static class TablePrinter
{
    private static readonly Dictionary<GroupVersionKind, TableLayout> Layouts =
        new ValueList<TableLayout>[]
        {
            PodTables.All, WorkloadTables.All, BatchTables.All, NetworkTables.All, StorageTables.All, ClusterTables.All,
            ConfigTables.All, EventTables.All, PolicyTables.All, AccessTables.All,
        }
        .SelectMany(family => family).ToDictionary(layout => layout.Kind);

    public static ValueList<TableColumn> ColumnsOf(GroupVersionKind kind) => LayoutOf(kind).Columns;

    public static Table ToTable(GroupVersionKind kind, IEnumerable<IKubernetesObject> items, DateTimeOffset now)
    {
        return ToTable(LayoutOf(kind), items, now);
    }

    internal static Table ToTable(TableLayout layout, IEnumerable<IKubernetesObject> items, DateTimeOffset now) =>
        new(layout.Columns, [.. items.Select(item => Row(layout, item, now))]);

    public static Table ToTable(IKubernetesObject item, GroupVersionKind kind, DateTimeOffset now) => ToTable(kind, [item], now);

    private static TableLayout LayoutOf(GroupVersionKind kind) => Layouts.GetValueOrDefault(kind, TableLayout.Default);

    private static TableRow Row(TableLayout layout, IKubernetesObject item, DateTimeOffset now) => new(item, layout.Cells(item, now), PodTables.Completion(item));
}
