namespace Podlab.Simulation.Files;

/// <summary>Where a path led: the node, the directory that holds it, and the way there.</summary>
public sealed class Place(Mount root)
{
    private readonly List<(string Name, Node? Node, Mount Mount)> way = [];

    /// <summary>Null when the last name does not exist.</summary>
    public Node? Node => way.Count == 0 ? root.Root : way[^1].Node;

    public Mount Mount => way.Count == 0 ? root : way[^1].Mount;

    /// <summary>The directory that holds the last name; the root holds itself.</summary>
    public DirectoryNode Parent => (DirectoryNode)(way.Count < 2 ? root.Root : way[^2].Node!);

    /// <summary>The mount of <see cref="Parent"/>, which decides whether names may be made or removed.</summary>
    public Mount ParentMount => way.Count < 2 ? root : way[^2].Mount;

    public string Name => way.Count == 0 ? "/" : way[^1].Name;

    /// <summary>Absolute, without links.</summary>
    public string Path => way.Count == 0 ? "/" : string.Concat(way.Select(step => "/" + step.Name));

    internal void Down(string name, Node? node, Mount mount) => way.Add((name, node, mount));

    internal void Replace(Node node, Mount mount) => way[^1] = (way[^1].Name, node, mount);

    internal void Up()
    {
        if (way.Count > 0) way.RemoveAt(way.Count - 1);
    }
}
