namespace Podlab.Engine.Apiserver.Tables;

/// <summary>What stands over a column of a table.</summary>
/// <param name="Type">OpenAPI's: string, integer, boolean, date.</param>
/// <param name="Format"><c>name</c> for the column that names the object, else empty.</param>
/// <param name="Priority">0 is always shown, 1 only in wide output.</param>
public sealed record TableColumn(string Name, string Type = "string", string Format = "", int Priority = 0)
{
    public static TableColumn ObjectName { get; } = new("Name", Format: "name");

    public static TableColumn Age { get; } = new("Age");

    public static TableColumn Integer(string name) => new(name, "integer");

    public static TableColumn Boolean(string name) => new(name, "boolean");

    /// <summary>A column of wide output.</summary>
    public static TableColumn Wide(string name) => new(name, Priority: 1);
}
