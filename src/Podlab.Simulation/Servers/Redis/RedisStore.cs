using System.Globalization;
using System.Text;
using Podlab.Engine.Time;

namespace Podlab.Simulation.Servers.Redis;

/// <summary>A value: a text, a list, or members with texts (hash), without (set), or with scores (sorted set); and when it goes.</summary>
internal sealed class RedisValue(object data)
{
    public object Data { get; set; } = data;

    public DateTimeOffset? Expires { get; set; }

    public string TypeName => Data switch { string => "string", List<string> => "list", SortedSet<string> => "set", Dictionary<string, double> => "zset", _ => "hash" };

    public bool IsEmpty => Data switch { List<string> list => list.Count == 0, SortedSet<string> set => set.Count == 0, Dictionary<string, double> scores => scores.Count == 0, RedisHash hash => hash.Count == 0, _ => false };
}

/// <summary>Fields in the order in which they were set.</summary>
internal sealed class RedisHash
{
    private readonly List<KeyValuePair<string, string>> fields = [];

    public int Count => fields.Count;

    public IReadOnlyList<KeyValuePair<string, string>> Fields => fields;

    public string? Get(string name) => fields.Find(field => field.Key == name) is { Key: not null } found ? found.Value : null;

    /// <summary>True: the field is new.</summary>
    public bool Set(string name, string value)
    {
        var at = fields.FindIndex(field => field.Key == name);
        if (at < 0) fields.Add(new(name, value));
        else fields[at] = new(name, value);
        return at < 0;
    }

    public bool Remove(string name) => fields.RemoveAll(field => field.Key == name) > 0;
}

/// <summary>The databases of a server, and how they stand in <c>dump.rdb</c>.</summary>
internal sealed class RedisStore(EventLoop loop)
{
    public const int DatabaseCount = 16;
    private const string Magic = "REDIS0011";
    private readonly SortedDictionary<string, RedisValue>[] databases = [.. Enumerable.Range(0, DatabaseCount).Select(_ => new SortedDictionary<string, RedisValue>(StringComparer.Ordinal))];

    /// <summary>Changes since the last save.</summary>
    public int Dirty { get; set; }

    public DateTimeOffset Saved { get; set; } = loop.Now;

    public int Count => databases.Sum(database => database.Count);

    /// <summary>A database without what has run out.</summary>
    public SortedDictionary<string, RedisValue> Database(int index)
    {
        var database = databases[index];
        foreach (var key in database.Where(pair => pair.Value.Expires <= loop.Now).Select(pair => pair.Key).ToList()) database.Remove(key);
        return database;
    }

    public void Clear()
    {
        foreach (var database in databases) database.Clear();
    }

    public string Dump()
    {
        var text = new StringBuilder(Magic);
        for (var i = 0; i < DatabaseCount; i++)
        {
            foreach (var (key, value) in Database(i))
            {
                List<string> record = [i.ToString(CultureInfo.InvariantCulture), value.TypeName, value.Expires?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "", key];
                switch (value.Data)
                {
                    case string single: record.Add(single); break;
                    case List<string> list: record.AddRange(list); break;
                    case SortedSet<string> set: record.AddRange(set); break;
                    case Dictionary<string, double> scores: record.AddRange(scores.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => (string[])[pair.Key, Resp.Float(pair.Value)])); break;
                    case RedisHash hash: record.AddRange(hash.Fields.SelectMany(field => (string[])[field.Key, field.Value])); break;
                }

                text.Append(Resp.Bulks(record));
            }
        }

        return text.ToString();
    }

    /// <summary>False when the text is no dump.</summary>
    public bool Load(string dump)
    {
        if (!dump.StartsWith(Magic, StringComparison.Ordinal)) return false;
        var rest = new StringBuilder(dump[Magic.Length..]);
        while (rest.Length > 0 && Resp.Take(rest) is { Count: >= 4 } record)
        {
            var items = record.GetRange(4, record.Count - 4);
            object data = record[1] switch
            {
                "list" => items,
                "set" => new SortedSet<string>(items, StringComparer.Ordinal),
                "zset" => items.Chunk(2).ToDictionary(pair => pair[0], pair => double.Parse(pair[1], CultureInfo.InvariantCulture)),
                "hash" => Hash(items),
                _ => items.FirstOrDefault() ?? "",
            };
            var value = new RedisValue(data) { Expires = long.TryParse(record[2], out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null };
            databases[int.Parse(record[0], CultureInfo.InvariantCulture) % DatabaseCount][record[3]] = value;
        }

        return true;
    }

    private static RedisHash Hash(List<string> items)
    {
        var hash = new RedisHash();
        foreach (var pair in items.Chunk(2)) hash.Set(pair[0], pair.ElementAtOrDefault(1) ?? "");
        return hash;
    }
}
