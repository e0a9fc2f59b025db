using System.Globalization;

namespace Podlab.Simulation.Servers.Redis;

/// <summary>The commands on keys (https://redis.io/commands): texts, counters, time to live, and what is in a database.</summary>
internal sealed partial class RedisKeys(RedisServer.Instance server, int index)
{
    private readonly SortedDictionary<string, RedisValue> keys = server.Store.Database(index);

    /// <summary>The least words of a command, itself counted; a negative number: exactly so many.</summary>
    private static readonly Dictionary<string, int> Arity = """
        SET 3  SETNX -3  SETEX -4  PSETEX -4  GET -2  GETSET -3  GETDEL -2  MSET 3  MGET 2  STRLEN -2  APPEND -3
        GETRANGE -4  INCR -2  DECR -2  INCRBY -3  DECRBY -3  INCRBYFLOAT -3  DEL 2  UNLINK 2  EXISTS 2  EXPIRE 3  PEXPIRE 3
        EXPIREAT 3  TTL -2  PTTL -2  PERSIST -2  TYPE -2  KEYS -2  SCAN 2  RANDOMKEY -1  RENAME -3  DBSIZE -1  FLUSHDB 1  TOUCH 2  COPY 3
        LPUSH 3  RPUSH 3  LPOP 2  RPOP 2  BLPOP 3  BRPOP 3  LLEN -2  LRANGE -4  LINDEX -3  LSET -4  LREM -4  LTRIM -4
        HSET 4  HMSET 4  HSETNX -4  HGET -3  HMGET 3  HGETALL -2  HDEL 3  HEXISTS -3  HKEYS -2  HVALS -2  HLEN -2  HINCRBY -4
        SADD 3  SREM 3  SMEMBERS -2  SISMEMBER -3  SCARD -2  SPOP 2  SINTER 2  SUNION 2  SDIFF 2
        ZADD 4  ZREM 3  ZSCORE -3  ZCARD -2  ZRANGE 4  ZREVRANGE 4  ZRANK -3  ZINCRBY -4  ZCOUNT -4
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2)
        .ToDictionary(static pair => pair[0], static pair => int.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private DateTimeOffset Now => server.Process.Kernel.Loop.Now;

    public string Run(string verb, List<string> words)
    {
        if (!Arity.TryGetValue(verb, out var least)) return Resp.Error($"ERR unknown command '{words[0]}', with args beginning with: {string.Concat(words.Skip(1).Select(word => $"'{word}' "))}");
        if (words.Count < Math.Abs(least) || (least < 0 && words.Count != -least)) return Resp.Error($"ERR wrong number of arguments for '{verb.ToLowerInvariant()}' command");
        if (verb[0] is 'L' or 'H' or 'Z' or 'S' or 'R' or 'B' && Collection(verb, words) is { } reply) return reply;
        var key = words.ElementAtOrDefault(1) ?? "";
        var value = keys.GetValueOrDefault(key);
        switch (verb)
        {
            case "SET": return Set(words, value);
            case "SETNX":
                if (value is not null) return Resp.Number(0);
                Put(key, words[2]);
                return Resp.Number(1);
            case "SETEX" or "PSETEX":
                if (!long.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var span)) return Resp.NotInteger;
                if (span <= 0 || span > MostSeconds) return Resp.Error($"ERR invalid expire time in '{verb.ToLowerInvariant()}' command");
                Put(key, words[3]).Expires = Now + (verb == "SETEX" ? TimeSpan.FromSeconds(span) : TimeSpan.FromMilliseconds(span));
                return Resp.Ok;
            case "MSET":
                if (words.Count % 2 == 0) return Resp.Error("ERR wrong number of arguments for 'mset' command");
                for (var i = 1; i < words.Count; i += 2) Put(words[i], words[i + 1]);
                return Resp.Ok;
            case "MGET": return Resp.Bulks([.. words.Skip(1).Select(name => keys.GetValueOrDefault(name)?.Data as string)]);
            case "DEL" or "UNLINK": return Resp.Number(words.Skip(1).Count(Remove));
            case "EXISTS" or "TOUCH": return Resp.Number(words.Skip(1).Count(keys.ContainsKey));
            case "EXPIRE" or "PEXPIRE" or "EXPIREAT": return Expire(verb, words, value);
            case "TTL" or "PTTL":
                if (value is null) return Resp.Number(-2);
                if (value.Expires is not { } until) return Resp.Number(-1);
                return Resp.Number((long)(verb == "TTL" ? Math.Round((until - Now).TotalSeconds, MidpointRounding.AwayFromZero) : (until - Now).TotalMilliseconds));
            case "PERSIST":
                if (value?.Expires is null) return Resp.Number(0);
                value.Expires = null;
                return Resp.Number(1);
            case "TYPE": return Resp.Simple(value?.TypeName ?? "none");
            case "KEYS": return Resp.Bulks([.. keys.Keys.Where(name => Shell.Expansion.Pattern.Matches(key, name))]);
            case "SCAN":
                var pattern = words.FindIndex(word => word.Equals("MATCH", StringComparison.OrdinalIgnoreCase)) is var at and > 0 && at + 1 < words.Count ? words[at + 1] : "*";
                return Resp.Array([Resp.Bulk("0"), Resp.Bulks([.. keys.Keys.Where(name => Shell.Expansion.Pattern.Matches(pattern, name))])]);
            case "DBSIZE": return Resp.Number(keys.Count);
            case "FLUSHDB":
                keys.Clear();
                return Resp.Ok;
        }

        if (verb is "RENAME" or "RANDOMKEY" or "COPY") return Resp.Error("ERR no such key");
        if (value is { Data: not string }) return Resp.WrongType;
        var text = value?.Data as string;
        switch (verb)
        {
            case "GET": return Resp.Bulk(text);
            case "GETSET":
                Put(key, words[2]);
                return Resp.Bulk(text);
            case "GETDEL":
                Remove(key);
                return Resp.Bulk(text);
            case "STRLEN": return Resp.Number(text?.Length ?? 0);
            case "GETRANGE":
                return int.TryParse(words[2], out var from) && int.TryParse(words[3], out var to) ? Resp.Bulk(Range(from, to, text?.Length ?? 0) is var (start, count) ? (text ?? "").Substring(start, count) : "") : Resp.NotInteger;
            case "APPEND":
                Change(key, value, text + words[2]);
                return Resp.Number((text + words[2]).Length);
            case "INCRBYFLOAT":
                if (!double.TryParse(text ?? "0", NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.TryParse(words[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var more)) return Resp.NotFloat;
                Change(key, value, Resp.Float(number + more));
                return Resp.Bulk(Resp.Float(number + more));
            default:
                if (!long.TryParse(text ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var current) || !long.TryParse(words.ElementAtOrDefault(2) ?? "1", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)) return Resp.NotInteger;
                current = unchecked(verb[0] == 'I' ? current + step : current - step);
                Change(key, value, current.ToString(CultureInfo.InvariantCulture));
                return Resp.Number(current);
        }
    }

    /// <summary>Longer times are refused.</summary>
    private const long MostSeconds = 10_000_000_000;

    private RedisValue Put(string key, object data)
    {
        server.Store.Dirty++;
        return keys[key] = new RedisValue(data);
    }

    private void Change(string key, RedisValue? value, object data)
    {
        server.Store.Dirty++;
        if (value is null) keys[key] = new RedisValue(data);
        else value.Data = data;
    }

    private bool Remove(string key)
    {
        if (!keys.Remove(key)) return false;
        server.Store.Dirty++;
        return true;
    }

    private string Set(List<string> words, RedisValue? old)
    {
        DateTimeOffset? expires = null;
        var (ifNew, ifOld, answersOld) = (false, false, false);
        for (var i = 3; i < words.Count; i++)
        {
            switch (words[i].ToUpperInvariant())
            {
                case "NX": ifNew = true; break;
                case "XX": ifOld = true; break;
                case "GET": answersOld = true; break;
                case "KEEPTTL": expires = old?.Expires; break;
                case "EX" or "PX" when i + 1 < words.Count:
                    if (!long.TryParse(words[i + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var span)) return Resp.NotInteger;
                    if (span <= 0 || span > MostSeconds) return Resp.Error("ERR invalid expire time in 'set' command");
                    expires = Now + (words[i].Equals("EX", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromSeconds(span) : TimeSpan.FromMilliseconds(span));
                    i++;
                    break;
                default: return Resp.Syntax;
            }
        }

        if (ifNew && ifOld) return Resp.Syntax;
        var before = Resp.Bulk(old?.Data as string);
        if ((ifNew && old is not null) || (ifOld && old is null)) return answersOld ? before : Resp.Nil;
        Put(words[1], words[2]).Expires = expires;
        return answersOld ? before : Resp.Ok;
    }

    private string Expire(string verb, List<string> words, RedisValue? value)
    {
        if (!long.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return Resp.NotInteger;
        if (Math.Abs(number) > MostSeconds) return Resp.Error($"ERR invalid expire time in '{verb.ToLowerInvariant()}' command");
        if (value is null) return Resp.Number(0);
        value.Expires = verb switch { "EXPIRE" => Now.AddSeconds(number), "PEXPIRE" => Now.AddMilliseconds(number), _ => DateTimeOffset.FromUnixTimeSeconds(number) };
        if (value.Expires <= Now) Remove(words[1]);
        return Resp.Number(1);
    }

    /// <summary>Where a range of places begins, and how long it is; places below zero count from the end. Null: nothing.</summary>
    private static (int Start, int Count)? Range(int from, int to, int length)
    {
        if (from < 0) from = Math.Max(0, length + from);
        if (to < 0) to = length + to;
        to = Math.Min(to, length - 1);
        return from > to ? null : (from, to - from + 1);
    }
}
