using System.Globalization;
using System.Text;

namespace Podlab.Api.Validation;

/// <summary>
/// Where a field stands. A path is a chain of steps and becomes text only when an error needs it. Those below metadata, spec and status are asked for with every
/// write and hardly ever needed: each is made once.
/// </summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/field/path.go (v1.36.3).</remarks>
public sealed class FieldPath
{
    private const int KeptSteps = 6;
    private const int MostChildren = 64;
    private const int MostElements = 8;
    private readonly FieldPath? parent;
    private readonly string? name;
    private readonly int index;
    private readonly bool isKey;

    /// <summary>How many steps below this one are kept; 0: none.</summary>
    private readonly int kept;
    private FieldPath[] children = [];
    private FieldPath[] elements = [];

    private FieldPath(FieldPath? parent, string? name, int index, bool isKey, int kept = 0)
    {
        this.kept = kept;
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.isKey = isKey;
    }

    /// <summary>The metadata of an object.</summary>
    public static FieldPath Metadata { get; } = new(null, "metadata", 0, false, KeptSteps);

    public static FieldPath Spec { get; } = new(null, "spec", 0, false, KeptSteps);

    public static FieldPath Status { get; } = new(null, "status", 0, false, KeptSteps);

    public static FieldPath Of(string name) => new(null, name, 0, false);

    public FieldPath Child(string child)
    {
        if (kept == 0)
        {
            return new FieldPath(this, child, 0, false);
        }
        foreach (var known in children)
        {
            if (known.name == child)
            {
                return known;
            }
        }

        // Names that clients make up are not kept.
        if (children.Length == MostChildren || string.IsInterned(child) is null)
        {
            return new FieldPath(this, child, 0, false);
        }
        var made = new FieldPath(this, child, 0, false, kept - 1);
        // Of two threads that come at once one makes its path for nothing.
        children = [.. children, made];
        return made;
    }

    public FieldPath Child(string child, string grandchild) => Child(child).Child(grandchild);

    /// <summary>An element of a list.</summary>
    public FieldPath Index(int position)
    {
        var known = elements;
        if (position < known.Length)
        {
            return known[position];
        }
        if (kept == 0 || position != known.Length || position == MostElements)
        {
            return new FieldPath(this, null, position, false);
        }
        var made = new FieldPath(this, null, position, false, kept - 1);
        elements = [.. known, made];
        return made;
    }

    /// <summary>An entry of a map.</summary>
    public FieldPath Key(string key) => new(this, key, 0, true);

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    private void Append(StringBuilder text)
    {
        parent?.Append(text);
        if (name is null)
        {
            text.Append('[').Append(CultureInfo.InvariantCulture, $"{index}").Append(']');
        }
        else if (isKey)
        {
            text.Append('[').Append(name).Append(']');
        }
        else if (name.Length == 0)
        {
            // The object as a whole: Kubernetes prints an index without a number.
            text.Append("[]");
        }
        else
        {
            text.Append(parent is null ? "" : ".").Append(name);
        }
    }
}
