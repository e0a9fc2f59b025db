using System.Globalization;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers.Sql;

// SHOW, DESCRIBE, SELECT, and the values that statements name.
internal sealed partial class SqlSession
{
    private const string Now = "%Y-%m-%d %H:%M:%S";

    private SqlResult Show(SqlScanner words)
    {
        if (words.Take("DATABASES") || words.Take("SCHEMAS")) return new(["Database"], [.. server.Databases.Keys.Order(StringComparer.Ordinal).Select(name => (string?[])[name])]);
        if (words.Take("TABLES"))
        {
            var name = Database ?? throw new SqlException(1046, "3D000", "No database selected");
            return new([$"Tables_in_{name}"], [.. server.Databases[name].Keys.Order(StringComparer.Ordinal).Select(table => (string?[])[table])]);
        }

        if (words.Take("COLUMNS", "FROM")) return Describe(words.Name());
        if (words.Take("VARIABLES"))
        {
            var pattern = words.Take("LIKE") ? words.Next().Replace("%", "*", StringComparison.Ordinal) : "*";
            (string, string)[] all = [("hostname", server.Hostname), ("max_connections", "151"), ("port", "3306"), ("version", server.Version), ("version_comment", "MySQL Community Server - GPL")];
            return new(["Variable_name", "Value"], [.. all.Where(pair => Shell.Expansion.Pattern.Matches(pattern, pair.Item1)).Select(pair => (string?[])[pair.Item1, pair.Item2])]);
        }

        throw words.Error;
    }

    private SqlResult Describe(string name) => new(["Field", "Type", "Null", "Key", "Default", "Extra"],
        [.. Table(name).Columns.Select(column => (string?[])[column.Name, column.Type == "integer" ? "int" : column.Type, column.NotNull ? "NO" : "YES", column.IsKey ? "PRI" : "", column.Default, column.CountsUp ? "auto_increment" : ""])]);

    private SqlResult Select(SqlScanner words)
    {
        var items = new List<(string Title, string Word, bool IsText)>();
        do
        {
            var isText = words.IsText;
            var word = words.Next();
            if (!isText && words.Take("("))
            {
                var inside = "";
                while (!words.Take(")")) inside += words.Next();
                word += $"({inside})";
            }

            while (!isText && words.Peek is "+" or "-" or "/" || (words.Peek == "*" && word != "*" && long.TryParse(word, out _))) word += words.Next() + words.Next();
            var title = words.Take("AS") ? words.Next() : word;
            items.Add((title, word, isText));
        }
        while (words.Take(","));
        if (!words.Take("FROM"))
        {
            words.ExpectEnd();
            return new([.. items.Select(item => item.Title)], [[.. items.Select(item => item.IsText ? item.Word : Computed(item.Word))]]);
        }

        var place = words.Name();
        if (place.Equals("mysql.user", StringComparison.OrdinalIgnoreCase)) return new([.. items.Select(item => item.Title)], [.. server.Users.Keys.Order(StringComparer.Ordinal).Select(name => (string?[])[.. items.Select(item => item.Word.Equals("user", StringComparison.OrdinalIgnoreCase) ? name : "%")])]);
        var table = Table(place);
        IEnumerable<string?[]> rows = table.Rows.Where(Filter(words, table)).ToList();
        if (words.Take("ORDER", "BY"))
        {
            var by = Column(table, words.Name());
            var ordered = rows.OrderBy(row => decimal.TryParse(row[by], NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : 0).ThenBy(row => row[by], StringComparer.Ordinal);
            rows = words.Take("DESC") ? ordered.Reverse().ToList() : ordered.ToList();
            words.Take("ASC");
        }

        if (words.Take("LIMIT")) rows = rows.Take(int.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : 0);
        words.ExpectEnd();
        if (items is [{ Word: var only } counted] && only.StartsWith("COUNT(", StringComparison.OrdinalIgnoreCase)) return new([counted.Title], [[rows.Count().ToString(CultureInfo.InvariantCulture)]]);
        var columns = items.SelectMany(item => item.Word == "*" ? Enumerable.Range(0, table.Columns.Count).Select(index => (table.Columns[index].Name, index)) : [(item.Title, Column(table, item.Word))]).ToList();
        return new([.. columns.Select(column => column.Item1)], [.. rows.Select(row => (string?[])[.. columns.Select(column => row[column.Item2])])]);
    }

    private static int Column(SqlTable table, string name) => table.Find(name[(name.LastIndexOf('.') + 1)..]) is var found and >= 0 ? found : throw new SqlException(1054, "42S22", $"Unknown column '{name}' in 'field list'");

    /// <summary>WHERE: comparisons joined by AND.</summary>
    private Func<string?[], bool> Filter(SqlScanner words, SqlTable table)
    {
        if (!words.Take("WHERE")) return _ => true;
        var tests = new List<Func<string?[], bool>>();
        do
        {
            var name = words.Name();
            var column = table.Find(name) is var found and >= 0 ? found : throw new SqlException(1054, "42S22", $"Unknown column '{name}' in 'where clause'");
            var operation = words.Next().ToUpperInvariant();
            if (operation is not ("=" or "!=" or "<>" or "<" or ">" or "<=" or ">=" or "LIKE")) throw words.Error;
            var value = Value(words);
            tests.Add(row => row[column] is { } cell && value is not null && Holds(cell, operation, value));
        }
        while (words.Take("AND"));
        return row => tests.TrueForAll(test => test(row));
    }

    private static bool Holds(string cell, string operation, string value)
    {
        if (operation == "LIKE") return Shell.Expansion.Pattern.Matches(value.Replace("%", "*", StringComparison.Ordinal).Replace("_", "?", StringComparison.Ordinal), cell);
        var order = decimal.TryParse(cell, NumberStyles.Number, CultureInfo.InvariantCulture, out var x) && decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var y)
            ? x.CompareTo(y) : string.Compare(cell, value, StringComparison.OrdinalIgnoreCase);
        return operation switch { "=" => order == 0, "!=" or "<>" => order != 0, "<" => order < 0, ">" => order > 0, "<=" => order <= 0, _ => order >= 0 };
    }

    private string? Value(SqlScanner words)
    {
        if (words.IsText) return words.Next();
        var word = words.Next();
        if (word is "-" or "+") return (word == "-" ? "-" : "") + words.Next();
        if (words.Take("("))
        {
            words.Expect(")");
            word += "()";
        }

        return word.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : decimal.TryParse(word, NumberStyles.Number, CultureInfo.InvariantCulture, out _) ? word : Computed(word);
    }

    private string Time() => DateText.Format(Now, server.Now);

    /// <summary>What the words of a statement without a table stand for.</summary>
    private string? Computed(string word)
    {
        switch (word.ToLowerInvariant())
        {
            case "version()" or "@@version": return server.Version;
            case "user()" or "current_user()" or "current_user" or "session_user()": return user + "@localhost";
            case "database()" or "schema()": return Database;
            case "now()" or "current_timestamp" or "current_timestamp()" or "sysdate()": return Time();
            case "@@hostname": return server.Hostname;
            case "@@port": return "3306";
            case "true": return "1";
            case "false": return "0";
            case "null": return null;
        }

        if (word.Length > 0 && (char.IsAsciiDigit(word[0]) || word[0] == '-'))
        {
            try
            {
                return word.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or '*') ? Shell.Expansion.Arithmetic.Evaluate(word, _ => null, (_, _) => { }).ToString(CultureInfo.InvariantCulture) : word;
            }
            catch (Shell.Expansion.ArithmeticFault)
            {
                throw SqlException.Syntax(word);
            }
        }

        throw new SqlException(1054, "42S22", $"Unknown column '{word}' in 'field list'");
    }
}
