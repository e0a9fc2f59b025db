using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>A kind's columns and what an object writes into them.</summary>
internal sealed record TableLayout(GroupVersionKind Kind, ValueList<TableColumn> Columns, Func<IKubernetesObject, DateTimeOffset, ValueList<TableCell>> Cells)
{
    /// <summary>Name and age, for kinds without columns of their own.</summary>
    public static TableLayout Default { get; } =
        new(default, [TableColumn.ObjectName, TableColumn.Age], (item, now) => [item.Metadata.Name, Cell.Age(item, now)]);

    /// <summary>Name and time of creation: the columns of kinds that bring no printer along.</summary>
    public static TableLayout Dated<T>()
        where T : class, IKubernetesObject<T> =>
        For<T>([TableColumn.ObjectName, new("Created At", "date")], (item, _) => [item.Metadata.Name, Cell.Date(item.Metadata.CreationTimestamp)]);

    public static TableLayout For<T>(ValueList<TableColumn> columns, Func<T, DateTimeOffset, ValueList<TableCell>> cells)
        where T : class, IKubernetesObject<T> =>
        new(T.GroupVersionKind, columns, (item, now) => cells((T)item, now));
}
