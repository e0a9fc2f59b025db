namespace Podlab.Engine.Store;

/// <summary>Namespaces in the order of etcd's keys, where a slash follows the name: <c>a-b</c> comes before <c>a</c>.</summary>
internal sealed class NamespaceOrder : IComparer<string>
{
    public static NamespaceOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var common = Math.Min(a.Length, b.Length);
        for (var i = 0; i < common; i++)
        {
            if (a[i] != b[i]) return a[i] - b[i];
        }

        if (a.Length == b.Length) return 0;
        return a.Length > b.Length ? a[common] - '/' : '/' - b[common];
    }
}
