namespace Podlab.Simulation.Servers.Sql;

/// <summary>A table: columns with their types as written, rows of texts (null: NULL).</summary>
internal sealed class SqlTable(List<SqlColumn> columns)
{
    public List<SqlColumn> Columns { get; } = columns;

    public List<string?[]> Rows { get; set; } = [];

    public long NextNumber { get; set; } = 1;

    public int Find(string column) => Columns.FindIndex(candidate => candidate.Name.Equals(column, StringComparison.OrdinalIgnoreCase));
}

internal sealed record SqlColumn(string Name, string Type, bool NotNull, bool IsKey, bool CountsUp, string? Default);

/// <summary>What a statement comes to: rows under their titles, or how many rows it touched.</summary>
internal sealed record SqlResult(IReadOnlyList<string> Titles, IReadOnlyList<string?[]> Rows, int Touched = 0);

/// <summary>An error of the server with its number and state, as clients show it.</summary>
internal sealed class SqlException(int number, string state, string message) : Exception(message)
{
    public int Number => number;

    public string State => state;

    public static SqlException Syntax(string near) =>
        new(1064, "42000", $"You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '{near}' at line 1");
}
