using System.Globalization;

namespace Podlab.Simulation.Servers.Redis;

// Lists, hashes, sets and sorted sets.
internal sealed partial class RedisKeys
{
    /// <summary>Null: no command of these.</summary>
    private string? Collection(string verb, List<string> words)
    {
        var key = words.ElementAtOrDefault(1) ?? "";
        var value = keys.GetValueOrDefault(key);
        switch (verb)
        {
            case "RENAME":
                if (value is null) return Resp.Error("ERR no such key");
                keys.Remove(key);
                keys[words[2]] = value;
                return Resp.Ok;
            case "RANDOMKEY":
                return Resp.Bulk(keys.Count == 0 ? null : keys.Keys.ElementAt((int)(server.Process.Kernel.NextRandom() % (ulong)keys.Count)));
            case "LPUSH" or "RPUSH" or "LPOP" or "RPOP" or "BLPOP" or "BRPOP" or "LLEN" or "LRANGE" or "LINDEX" or "LSET" or "LREM" or "LTRIM":
                return value is { Data: not List<string> } ? Resp.WrongType : List(verb, words, key, value?.Data as List<string>);
            case "SINTER" or "SUNION" or "SDIFF":
                return Combined(verb, words);
        }

        return verb[0] switch
        {
            'H' => value is { Data: not RedisHash } ? Resp.WrongType : Hash(verb, words, key, value?.Data as RedisHash),
            'Z' => value is { Data: not Dictionary<string, double> } ? Resp.WrongType : Scores(verb, words, key, value?.Data as Dictionary<string, double>),
            'S' when verb is "SADD" or "SREM" or "SMEMBERS" or "SISMEMBER" or "SCARD" or "SPOP" => value is { Data: not SortedSet<string> } ? Resp.WrongType : Members(verb, words, key, value?.Data as SortedSet<string>),
            _ => null,
        };
    }

    private T Kept<T>(string key, T? data)
        where T : class, new()
    {
        server.Store.Dirty++;
        if (data is not null) return data;
        data = new T();
        keys[key] = new RedisValue(data);
        return data;
    }

    /// <summary>A collection without members is no key.</summary>
    private void DropEmpty(string key)
    {
        server.Store.Dirty++;
        if (keys.GetValueOrDefault(key)?.IsEmpty == true) keys.Remove(key);
    }

    private string List(string verb, List<string> words, string key, List<string>? list)
    {
        switch (verb)
        {
            case "LPUSH" or "RPUSH":
                var items = Kept(key, list);
                foreach (var item in words.Skip(2)) items.Insert(verb[0] == 'L' ? 0 : items.Count, item);
                return Resp.Number(items.Count);
            case "LLEN":
                return Resp.Number(list?.Count ?? 0);
            case "LPOP" or "RPOP" or "BLPOP" or "BRPOP":
                var count = 1;
                if (verb.Length == 4 && words.Count > 2 && !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out count)) return Resp.Error("ERR value is out of range, must be positive");
                if (list is null) return verb.Length == 5 ? Resp.NilArray : words.Count > 2 ? Resp.NilArray : Resp.Nil;
                var left = verb.Contains('L', StringComparison.Ordinal) && !verb.Contains('R', StringComparison.Ordinal);
                var taken = left ? list.Take(count).ToList() : [.. Enumerable.Reverse(list).Take(count)];
                list.RemoveRange(left ? 0 : list.Count - taken.Count, taken.Count);
                DropEmpty(key);
                return verb.Length == 5 ? Resp.Bulks([key, taken[0]]) : words.Count > 2 ? Resp.Bulks(taken) : Resp.Bulk(taken[0]);
        }

        if (!int.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from)) return Resp.NotInteger;
        var length = list?.Count ?? 0;
        switch (verb)
        {
            case "LINDEX":
                var at = from < 0 ? length + from : from;
                return Resp.Bulk(at >= 0 && at < length ? list![at] : null);
            case "LSET":
                if (list is null) return Resp.Error("ERR no such key");
                var place = from < 0 ? length + from : from;
                if (place < 0 || place >= length) return Resp.Error("ERR index out of range");
                list[place] = words[3];
                return Resp.Ok;
            case "LREM":
                var removed = 0;
                for (var most = from == 0 ? int.MaxValue : Math.Abs(from); list is not null && removed < most; removed++)
                {
                    var found = from < 0 ? list.LastIndexOf(words[3]) : list.IndexOf(words[3]);
                    if (found < 0) break;
                    list.RemoveAt(found);
                }

                DropEmpty(key);
                return Resp.Number(removed);
        }

        if (!int.TryParse(words[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var to)) return Resp.NotInteger;
        var range = Range(from, to, length);
        if (verb == "LRANGE") return Resp.Bulks(range is var (start, most2) ? list!.GetRange(start, most2) : []);
        if (list is not null) keys[key].Data = range is var (first, kept) ? list.GetRange(first, kept) : new List<string>();
        DropEmpty(key);
        return Resp.Ok;
    }

    private string Hash(string verb, List<string> words, string key, RedisHash? hash)
    {
        var field = words.ElementAtOrDefault(2) ?? "";
        switch (verb)
        {
            case "HSET" or "HMSET":
                if (words.Count % 2 != 0) return Resp.Error($"ERR wrong number of arguments for '{verb.ToLowerInvariant()}' command");
                var target = Kept(key, hash);
                var added = 0;
                for (var i = 2; i < words.Count; i += 2)
                    if (target.Set(words[i], words[i + 1])) added++;
                return verb == "HSET" ? Resp.Number(added) : Resp.Ok;
            case "HSETNX":
                if (hash?.Get(field) is not null) return Resp.Number(0);
                Kept(key, hash).Set(field, words[3]);
                return Resp.Number(1);
            case "HGET": return Resp.Bulk(hash?.Get(field));
            case "HMGET": return Resp.Bulks([.. words.Skip(2).Select(name => hash?.Get(name))]);
            case "HGETALL": return Resp.Bulks([.. (hash?.Fields ?? []).SelectMany(pair => (string[])[pair.Key, pair.Value])]);
            case "HKEYS": return Resp.Bulks([.. (hash?.Fields ?? []).Select(pair => pair.Key)]);
            case "HVALS": return Resp.Bulks([.. (hash?.Fields ?? []).Select(pair => pair.Value)]);
            case "HLEN": return Resp.Number(hash?.Count ?? 0);
            case "HEXISTS": return Resp.Number(hash?.Get(field) is null ? 0 : 1);
            case "HDEL":
                var gone = words.Skip(2).Count(name => hash?.Remove(name) == true);
                DropEmpty(key);
                return Resp.Number(gone);
            default:
                if (!long.TryParse(hash?.Get(field) ?? "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return Resp.Error("ERR hash value is not an integer");
                if (!long.TryParse(words[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var step)) return Resp.NotInteger;
                Kept(key, hash).Set(field, (number + step).ToString(CultureInfo.InvariantCulture));
                return Resp.Number(number + step);
        }
    }

    private string Members(string verb, List<string> words, string key, SortedSet<string>? set)
    {
        switch (verb)
        {
            case "SADD":
                server.Store.Dirty++;
                if (set is null) keys[key] = new RedisValue(set = new SortedSet<string>(StringComparer.Ordinal));
                return Resp.Number(words.Skip(2).Count(set.Add));
            case "SREM":
                var gone = words.Skip(2).Count(member => set?.Remove(member) == true);
                DropEmpty(key);
                return Resp.Number(gone);
            case "SMEMBERS": return Resp.Bulks([.. set ?? []]);
            case "SISMEMBER": return Resp.Number(set?.Contains(words[2]) == true ? 1 : 0);
            case "SCARD": return Resp.Number(set?.Count ?? 0);
            default:
                if (set is not { Count: > 0 }) return Resp.Nil;
                var taken = set.ElementAt((int)(server.Process.Kernel.NextRandom() % (ulong)set.Count));
                set.Remove(taken);
                DropEmpty(key);
                return Resp.Bulk(taken);
        }
    }

    private string Combined(string verb, List<string> words)
    {
        if (words.Skip(1).Any(name => keys.GetValueOrDefault(name) is { Data: not SortedSet<string> })) return Resp.WrongType;
        IEnumerable<string> Of(string name) => keys.GetValueOrDefault(name)?.Data as SortedSet<string> ?? [];
        var result = Of(words[1]);
        foreach (var name in words.Skip(2)) result = verb switch { "SINTER" => result.Intersect(Of(name)), "SUNION" => result.Union(Of(name)), _ => result.Except(Of(name)) };
        return Resp.Bulks([.. result.Order(StringComparer.Ordinal)]);
    }

    private string Scores(string verb, List<string> words, string key, Dictionary<string, double>? scores)
    {
        var ordered = (scores ?? []).OrderBy(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        static bool Score(string text, out double score) => double.TryParse(text.Replace("inf", "Infinity", StringComparison.OrdinalIgnoreCase), NumberStyles.Float, CultureInfo.InvariantCulture, out score);
        switch (verb)
        {
            case "ZADD":
                if (words.Count % 2 != 0) return Resp.Syntax;
                var pairs = words.Skip(2).Chunk(2).ToList();
                if (pairs.Exists(pair => !Score(pair[0], out _))) return Resp.NotFloat;
                var target = Kept(key, scores);
                var added = 0;
                foreach (var pair in pairs)
                {
                    if (!target.ContainsKey(pair[1])) added++;
                    Score(pair[0], out var score);
                    target[pair[1]] = score;
                }

                return Resp.Number(added);
            case "ZINCRBY":
                if (!Score(words[2], out var by)) return Resp.NotFloat;
                var kept = Kept(key, scores);
                kept[words[3]] = kept.GetValueOrDefault(words[3]) + by;
                return Resp.Bulk(Resp.Float(kept[words[3]]));
            case "ZREM":
                var gone = words.Skip(2).Count(member => scores?.Remove(member) == true);
                DropEmpty(key);
                return Resp.Number(gone);
            case "ZSCORE": return Resp.Bulk(scores?.TryGetValue(words[2], out var found) == true ? Resp.Float(found) : null);
            case "ZCARD": return Resp.Number(ordered.Count);
            case "ZRANK": return ordered.FindIndex(pair => pair.Key == words[2]) is var rank and >= 0 ? Resp.Number(rank) : Resp.Nil;
            case "ZCOUNT": return Score(words[2], out var low) && Score(words[3], out var high) ? Resp.Number(ordered.Count(pair => pair.Value >= low && pair.Value <= high)) : Resp.Error("ERR min or max is not a float");
            default:
                if (!int.TryParse(words[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var from) || !int.TryParse(words[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var to)) return Resp.NotInteger;
                if (verb == "ZREVRANGE" || words.Exists(word => word.Equals("REV", StringComparison.OrdinalIgnoreCase))) ordered.Reverse();
                var shown = Range(from, to, ordered.Count) is var (start, count) ? ordered.GetRange(start, count) : [];
                var withScores = words.Exists(word => word.Equals("WITHSCORES", StringComparison.OrdinalIgnoreCase));
                return Resp.Bulks([.. shown.SelectMany(pair => withScores ? (string[])[pair.Key, Resp.Float(pair.Value)] : [pair.Key])]);
        }
    }
}
