using System.Globalization;

namespace Podlab.Simulation.Servers.Sql;

/// <summary>One client's view of the server: the database it uses, and the statements that it runs (the common ones: see <see cref="Run"/>).</summary>
internal sealed partial class SqlSession(SqlServer server, string user, string? database)
{
    public string? Database { get; private set; } = database;

    /// <exception cref="SqlException">What the server says instead.</exception>
    public SqlResult Run(string statement)
    {
        var words = new SqlScanner(statement);
        if (words.Take("USE")) return Use(words.Name());
        if (words.Take("SHOW")) return Show(words);
        if (words.Take("SELECT")) return Select(words);
        if (words.Take("DESCRIBE") || words.Take("DESC")) return Describe(words.Name());
        if (words.Take("SET") || words.Take("FLUSH") || words.Take("BEGIN") || words.Take("COMMIT") || words.Take("ROLLBACK") || words.Take("START") || words.Take("GRANT") || words.Take("REVOKE")) return Done(0);
        var result = Change(words);
        server.Keep(Database, statement);
        return result;
    }

    private static SqlResult Done(int touched) => new([], [], touched);

    private SqlResult Use(string name)
    {
        if (!server.Databases.ContainsKey(name)) throw new SqlException(1049, "42000", $"Unknown database '{name}'");
        Database = name;
        return Done(0);
    }

    private SqlResult Change(SqlScanner words)
    {
        if (words.Take("CREATE")) return Create(words);
        if (words.Take("DROP")) return Drop(words);
        if (words.Take("INSERT"))
        {
            words.Take("INTO");
            return Insert(words);
        }

        if (words.Take("DELETE"))
        {
            words.Expect("FROM");
            var table = Table(words.Name());
            var kept = Filter(words, table);
            words.ExpectEnd();
            var before = table.Rows.Count;
            table.Rows = [.. table.Rows.Where(row => !kept(row))];
            return Done(before - table.Rows.Count);
        }

        if (words.Take("UPDATE")) return Update(words);
        if (words.Take("TRUNCATE"))
        {
            words.Take("TABLE");
            Table(words.Name()).Rows.Clear();
            return Done(0);
        }

        if (words.Take("ALTER", "USER")) return Account(words);
        throw words.Error;
    }

    private SqlResult Create(SqlScanner words)
    {
        if (words.Take("DATABASE") || words.Take("SCHEMA"))
        {
            var optional = words.Take("IF", "NOT", "EXISTS");
            var name = words.Name();
            if (server.Databases.TryAdd(name, new Dictionary<string, SqlTable>(StringComparer.Ordinal)) || optional) return Done(1);
            throw new SqlException(1007, "HY000", $"Can't create database '{name}'; database exists");
        }

        if (words.Take("USER"))
        {
            words.Take("IF", "NOT", "EXISTS");
            return Account(words);
        }

        words.Expect("TABLE");
        var exists = words.Take("IF", "NOT", "EXISTS");
        var (tables, table) = Place(words.Name());
        var columns = Columns(words);
        if (tables.TryAdd(table, new SqlTable(columns)) || exists) return Done(0);
        throw new SqlException(1050, "42S01", $"Table '{table}' already exists");
    }

    private SqlResult Account(SqlScanner words)
    {
        var name = words.Next().TrimEnd('@');
        if (words.Take("@")) words.Next();
        if (words.Take("IDENTIFIED"))
        {
            if (words.Take("WITH")) words.Next();
            words.Expect("BY");
            server.Users[name] = words.Next();
        }

        words.Skip();
        return Done(0);
    }

    private static List<SqlColumn> Columns(SqlScanner words)
    {
        words.Expect("(");
        var columns = new List<SqlColumn>();
        do
        {
            if (words.Take("PRIMARY") || words.Take("KEY") || words.Take("UNIQUE") || words.Take("INDEX") || words.Take("CONSTRAINT") || words.Take("FOREIGN"))
            {
                for (var depth = 0; !words.AtEnd && !(depth == 0 && words.Peek is "," or ")"); words.Next()) depth += words.Peek switch { "(" => 1, ")" => -1, _ => 0 };
                continue;
            }

            var name = words.Name();
            var type = words.Name().ToLowerInvariant();
            if (words.Take("("))
            {
                type += "(" + words.Next();
                while (words.Take(",")) type += "," + words.Next();
                words.Expect(")");
                type += ")";
            }

            var (notNull, key, counts, fallback) = (false, false, false, default(string));
            while (!words.AtEnd && words.Peek is not ("," or ")"))
            {
                if (words.Take("NOT", "NULL")) notNull = true;
                else if (words.Take("PRIMARY", "KEY")) notNull = key = true;
                else if (words.Take("AUTO_INCREMENT")) counts = true;
                else if (words.Take("DEFAULT")) fallback = words.Next();
                else if (words.Take("(")) while (!words.Take(")")) words.Next();
                else words.Next();
            }

            columns.Add(new SqlColumn(name, type, notNull, key, counts, fallback));
        }
        while (words.Take(","));
        words.Expect(")");
        words.Skip();
        return columns;
    }

    private SqlResult Drop(SqlScanner words)
    {
        var isDatabase = words.Take("DATABASE") || words.Take("SCHEMA");
        if (!isDatabase && words.Take("USER"))
        {
            words.Take("IF", "EXISTS");
            server.Users.Remove(words.Next().TrimEnd('@'));
            return Done(0);
        }

        if (!isDatabase) words.Expect("TABLE");
        var optional = words.Take("IF", "EXISTS");
        var name = words.Name();
        if (isDatabase)
        {
            if (!server.Databases.Remove(name) && !optional) throw new SqlException(1008, "HY000", $"Can't drop database '{name}'; database doesn't exist");
            if (Database == name) Database = null;
            return Done(0);
        }

        var (tables, table) = Place(name);
        if (!tables.Remove(table) && !optional) throw new SqlException(1051, "42S02", $"Unknown table '{Database}.{table}'");
        return Done(0);
    }

    private SqlResult Insert(SqlScanner words)
    {
        var table = Table(words.Name());
        var places = new List<int>();
        if (words.Take("("))
        {
            do
            {
                var name = words.Name();
                places.Add(table.Find(name) is var found and >= 0 ? found : throw new SqlException(1054, "42S22", $"Unknown column '{name}' in 'field list'"));
            }
            while (words.Take(","));
            words.Expect(")");
        }
        else
        {
            places.AddRange(Enumerable.Range(0, table.Columns.Count));
        }

        if (!words.Take("VALUES")) words.Expect("VALUE");
        var rows = new List<string?[]>();
        do
        {
            words.Expect("(");
            var values = new List<string?>();
            do values.Add(Value(words));
            while (words.Take(","));
            words.Expect(")");
            if (values.Count != places.Count) throw new SqlException(1136, "21S01", $"Column count doesn't match value count at row {rows.Count + 1}");
            var row = new string?[table.Columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = table.Columns[i].Default is { } fallback ? fallback.StartsWith("CURRENT_TIMESTAMP", StringComparison.OrdinalIgnoreCase) ? Time() : fallback.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : fallback : null;
            for (var i = 0; i < places.Count; i++) row[places[i]] = values[i];
            for (var i = 0; i < row.Length; i++)
            {
                if (!table.Columns[i].CountsUp) continue;
                if (row[i] is null) row[i] = table.NextNumber.ToString(CultureInfo.InvariantCulture);
                if (long.TryParse(row[i], NumberStyles.None, CultureInfo.InvariantCulture, out var used)) table.NextNumber = Math.Max(table.NextNumber, used + 1);
            }

            var key = table.Columns.FindIndex(column => column.IsKey);
            if (key >= 0 && table.Rows.Concat(rows).Any(other => other[key] == row[key])) throw new SqlException(1062, "23000", $"Duplicate entry '{row[key]}' for key 'PRIMARY'");
            rows.Add(row);
        }
        while (words.Take(","));
        words.ExpectEnd();
        table.Rows.AddRange(rows);
        return Done(rows.Count);
    }

    private SqlResult Update(SqlScanner words)
    {
        var table = Table(words.Name());
        words.Expect("SET");
        var changes = new List<(int Column, string? Value)>();
        do
        {
            var name = words.Name();
            var column = table.Find(name) is var found and >= 0 ? found : throw new SqlException(1054, "42S22", $"Unknown column '{name}' in 'field list'");
            words.Expect("=");
            changes.Add((column, Value(words)));
        }
        while (words.Take(","));
        var matches = Filter(words, table);
        words.ExpectEnd();
        var touched = table.Rows.Where(matches).ToList();
        foreach (var row in touched)
            foreach (var (column, value) in changes) row[column] = value;
        return Done(touched.Count);
    }

    private SqlTable Table(string name)
    {
        var (tables, table) = Place(name);
        return tables.GetValueOrDefault(table) ?? throw new SqlException(1146, "42S02", $"Table '{(name.Contains('.', StringComparison.Ordinal) ? name : $"{Database}.{table}")}' doesn't exist");
    }

    private (Dictionary<string, SqlTable> Tables, string Name) Place(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var owner = dot < 0 ? Database ?? throw new SqlException(1046, "3D000", "No database selected") : name[..dot];
        return (server.Databases.GetValueOrDefault(owner) ?? throw new SqlException(1049, "42000", $"Unknown database '{owner}'"), name[(dot + 1)..]);
    }
}
