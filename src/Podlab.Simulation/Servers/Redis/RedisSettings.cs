using System.Globalization;

namespace Podlab.Simulation.Servers.Redis;

/// <summary>What CONFIG knows: the defaults of redis 7, a configuration file, and <c>--name value</c> on the command line.</summary>
internal sealed class RedisSettings
{
    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal)
    {
        ["appendfsync"] = "everysec",
        ["appendonly"] = "no",
        ["bind"] = "* -::*",
        ["databases"] = "16",
        ["dbfilename"] = "dump.rdb",
        ["dir"] = "/data",
        ["loglevel"] = "notice",
        ["logfile"] = "",
        ["maxclients"] = "10000",
        ["maxmemory"] = "0",
        ["maxmemory-policy"] = "noeviction",
        ["maxmemory-samples"] = "5",
        ["port"] = "6379",
        ["protected-mode"] = "no",
        ["requirepass"] = "",
        ["save"] = "3600 1 300 100 60 10000",
        ["tcp-backlog"] = "511",
        ["tcp-keepalive"] = "300",
        ["timeout"] = "0",
    };

    public string this[string name] => values.GetValueOrDefault(name, "");

    public int Port => HttpApp.Number(this["port"], 6379);

    public IEnumerable<KeyValuePair<string, string>> Matching(string pattern) => values.Where(pair => Shell.Expansion.Pattern.Matches(pattern.ToLowerInvariant(), pair.Key));

    public bool Knows(string name) => values.ContainsKey(name.ToLowerInvariant());

    /// <summary>Null: done; else what is wrong with the value.</summary>
    public string? Set(string name, string value)
    {
        name = name.ToLowerInvariant();
        value = value.Trim().Trim('"', '\'');
        if (name is "maxmemory")
        {
            if (Bytes(value) is not { } bytes) return "argument must be a memory value";
            value = bytes.ToString(CultureInfo.InvariantCulture);
        }
        else if (name is "port" or "databases" or "timeout" or "maxclients" && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return "argument couldn't be parsed into an integer";
        }
        else if (name is "appendonly" or "protected-mode" && value is not ("yes" or "no"))
        {
            return "argument must be 'yes' or 'no'";
        }

        values[name] = value;
        return null;
    }

    /// <summary><c>2mb</c>, <c>100k</c>, <c>1gb</c>: with a b they count in 1024.</summary>
    private static long? Bytes(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        long? unit = text[digits..].ToLowerInvariant() switch { "" or "b" => 1, "k" => 1000, "kb" => 1 << 10, "m" => 1_000_000, "mb" => 1 << 20, "g" => 1_000_000_000, "gb" => 1 << 30, _ => null };
        return number * unit;
    }
}
