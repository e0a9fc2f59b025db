using System.Text.Json.Nodes;

namespace Podlab.Conformance.Tests.Node;

/// <summary>
/// Whether a track is as expected: each state that is not optional is seen, in order and within its time; each seen state of some length is expected there.
/// </summary>
internal static class TrackMatcher
{
    private const double Short = 1.0;
    private const double Never = 9e9;

    /// <returns>Null, or the difference.</returns>
    public static string? Match(string name, JsonNode track, List<(double Time, string Value)> seen, double end)
    {
        var want = track["states"]!.AsArray().Select(state => new State(state!)).ToList();
        var minimum = (double?)track["short"] ?? Short;
        var more = (double?)track["more"] ?? Never;
        if (seen.Count == 0) return want.Find(state => !state.IsOptional) is { } missing ? $"{name}: never seen, expected {missing.Value}" : null;
        var left = Leaves(seen, end);
        var timed = Search(want, seen, left, minimum, more, timed: true);
        if (timed.Done is { } done)
        {
            var at = timed.Pairs(done).ToDictionary(pair => pair.Want, pair => seen[pair.Seen].Time);
            for (var i = 0; i < want.Count; i++)
            {
                if (want[i].Gap is not { } gap || !at.TryGetValue(i, out var time) || !at.TryGetValue(gap.From, out var from)) continue;
                var passed = Math.Round(time - from, 1);
                if (passed < gap.Low || passed > gap.High) return $"{name}: “{want[i].Value}” came {passed:0.0} s after “{want[gap.From].Value}”, expected {gap.Low} to {gap.High} s";
            }

            return null;
        }

        var untimed = Search(want, seen, left, minimum, more, timed: false);
        if (untimed.Done is { } order)
        {
            foreach (var (i, j) in untimed.Pairs(order))
            {
                if (want[i].Holds(seen[j].Time) || (want[i].IsOptional && left[j] - seen[j].Time < minimum)) continue;
                return $"{name}: “{want[i].Value}” at {seen[j].Time:0.0} s, expected within {want[i].Low}..{want[i].High} s";
            }
        }

        var (far, at2) = timed.Far;
        var expected = want.Skip(far).FirstOrDefault(state => !state.IsOptional) ?? (far < want.Count ? want[far] : null);
        var got = at2 < seen.Count ? $"“{seen[at2].Value}” at {seen[at2].Time:0.0} s (for {left[at2] - seen[at2].Time:0.0} s)" : "nothing more";
        return $"{name}: {got}, expected {(expected is null ? "nothing more" : $"“{expected.Value}” within {expected.Low}..{expected.High} s")}";
    }

    public static double[] Leaves(List<(double Time, string Value)> seen, double end)
    {
        var left = new double[seen.Count];
        for (var i = 0; i < left.Length; i++) left[i] = i + 1 < seen.Count ? seen[i + 1].Time : Math.Max(end, seen[i].Time);
        return left;
    }

    private static Path Search(List<State> want, List<(double Time, string Value)> seen, double[] left, double minimum, double more, bool timed)
    {
        var path = new Path();
        var todo = new Stack<(int Want, int Seen)>();
        todo.Push((0, 0));
        while (todo.TryPop(out var place))
        {
            var (i, j) = place;
            if ((i + j, i).CompareTo((path.Far.Want + path.Far.Seen, path.Far.Want)) > 0) path.Far = place;
            if (j == seen.Count && want.Skip(i).All(state => state.IsOptional))
            {
                path.Done = place;
                return path;
            }

            void Go((int, int) next)
            {
                if (path.From.TryAdd(next, place)) todo.Push(next);
            }

            if (j < seen.Count && (left[j] - seen[j].Time < minimum || seen[j].Time >= more || (j > 0 && seen[j].Value == seen[j - 1].Value))) Go((i, j + 1));
            if (i < want.Count && want[i].IsOptional) Go((i + 1, j));
            if (i < want.Count && j < seen.Count && want[i].Value == seen[j].Value && (!timed || want[i].Holds(seen[j].Time))) Go((i + 1, j + 1));
        }

        return path;
    }

    private sealed class State(JsonNode node)
    {
        public string Value { get; } = (string)node["v"]!;

        public double Low { get; } = (double)node["t"]![0]!;

        public double High { get; } = (double)node["t"]![1]!;

        public bool IsOptional { get; } = (int?)node["opt"] == 1;

        public (int From, double Low, double High)? Gap { get; } = node["gap"] is { } gap ? ((int)gap[0]!, (double)gap[1]!, (double)gap[2]!) : null;

        public bool Holds(double time) => time >= Low && time <= High;
    }

    private sealed class Path
    {
        public Dictionary<(int Want, int Seen), (int Want, int Seen)?> From { get; } = new() { [(0, 0)] = null };

        public (int Want, int Seen) Far { get; set; }

        public (int Want, int Seen)? Done { get; set; }

        /// <summary>Which state matched which sight.</summary>
        public IEnumerable<(int Want, int Seen)> Pairs((int Want, int Seen) place)
        {
            var pairs = new List<(int, int)>();
            while (From[place] is { } before)
            {
                if (place == (before.Want + 1, before.Seen + 1)) pairs.Add(before);
                place = before;
            }

            pairs.Reverse();
            return pairs;
        }
    }
}
