using System.Globalization;
using System.Text;

namespace Podlab.Api.Validation;

/// <summary>Where a field stands. A path is a chain of steps and becomes text only when an error needs it.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/field/path.go (v1.36.3).</remarks>
public sealed class FieldPath
{
    private readonly FieldPath? parent;
    private readonly string? name;
    private readonly int index;
    private readonly bool isKey;

    private FieldPath(FieldPath? parent, string? name, int index, bool isKey)
    {
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.isKey = isKey;
    }

    /// <summary>The metadata of an object.</summary>
    public static FieldPath Metadata { get; } = Of("metadata");

    public static FieldPath Spec { get; } = Of("spec");

    public static FieldPath Status { get; } = Of("status");

    public static FieldPath Of(string name) => new(null, name, 0, false);

    public FieldPath Child(string child) => new(this, child, 0, false);

    public FieldPath Child(string child, string grandchild) => Child(child).Child(grandchild);

    /// <summary>An element of a list.</summary>
    public FieldPath Index(int position) => new(this, null, position, false);

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
