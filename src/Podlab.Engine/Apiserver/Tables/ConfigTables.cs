using System.Text;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

/// <summary>Configuration, accounts, and what bounds a namespace.</summary>
internal static class ConfigTables
{
    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<ConfigMap>(
            [TableColumn.ObjectName, new("Data"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Data.Count + item.BinaryData.Count, Cell.Age(item, now)]),
        TableLayout.For<Secret>(
            [TableColumn.ObjectName, new("Type"), new("Data"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Type, item.Data.Count, Cell.Age(item, now)]),
        TableLayout.For<ServiceAccount>(
            [TableColumn.ObjectName, TableColumn.Age],
            (item, now) => [item.Metadata.Name, Cell.Age(item, now)]),
        TableLayout.Dated<LimitRange>(),
        TableLayout.For<ResourceQuota>(
            [TableColumn.ObjectName, new("Request"), new("Limit"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, Usage(item.Status, limits: false), Usage(item.Status, limits: true), Cell.Age(item, now)]),
    ];

    /// <summary>What is used of what there is: <c>pods: 1/3, requests.cpu: 0/2</c>; limits have a column of their own.</summary>
    private static string Usage(ResourceQuotaStatus status, bool limits)
    {
        var text = new StringBuilder();
        foreach (var (resource, hard) in status.Hard)
        {
            if (resource.StartsWith("limits.", StringComparison.Ordinal) != limits) continue;
            var used = status.Used.TryGetValue(resource, out var quantity) ? quantity.ToString() : "0";
            text.Append(text.Length == 0 ? "" : ", ").Append(resource).Append(": ").Append(used).Append('/').Append(hard);
        }

        return text.ToString();
    }
}
