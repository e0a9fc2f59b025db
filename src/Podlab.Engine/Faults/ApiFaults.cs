using System.Globalization;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Chance;

namespace Podlab.Engine.Faults;

/// <summary>Requests to the API that are lost, refused or slow: a share of all, or of one client's. Which of them is chance with a stream of its own.</summary>
internal sealed class ApiFaults(SeededRandom chance)
{
    private const string TooBusy = "the server has received too many requests and has asked us to try again later";
    private const int ClientRetries = 10;
    private readonly SortedDictionary<string, ApiFault> faults = new(StringComparer.Ordinal);
    private readonly SeededRandom writes = chance.Fork("writes");

    // Who only looks on may do so at any time and from any thread, and must not move what the others meet.
    private readonly SeededRandom reads = chance.Fork("reads");
    private readonly Lock gate = new();

    /// <summary>Whether nothing is wrong, so that nobody need be asked.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <param name="words">Without the word <c>api</c>.</param>
    public FaultOutcome Set(IReadOnlyList<string> words)
    {
        var rest = words.ToList();
        var client = TakeClient(rest);
        var target = client is null ? "api" : "api from " + client;
        var fault = Read(rest, client, words);
        lock (gate)
        {
            if (fault is null) faults.Remove(target);
            else faults[target] = fault;
            IsIdle = faults.Count == 0;
        }

        return new FaultOutcome(target, string.Join(' ', rest), client is null ? "api up" : "api up from " + client, fault is not null);
    }

    /// <summary>How much later a request is to be answered.</summary>
    public TimeSpan DelayOf(ApiRequest request)
    {
        if (IsIdle) return TimeSpan.Zero;
        lock (gate) return Find(fault => fault.Kind == ApiFaultKind.Slow, Names(request), reads)?.Delay ?? TimeSpan.Zero;
    }

    /// <summary>Lets a request in the shape of HTTP pass, or does not.</summary>
    /// <exception cref="ConnectionLostException">There is no answer.</exception>
    /// <exception cref="ApiException">The server is too busy.</exception>
    public void Meet(ApiRequest request)
    {
        if (IsIdle) return;
        ApiFault? met;
        lock (gate) met = Find(fault => fault.Kind != ApiFaultKind.Slow, Names(request), HttpDoor.OnlyReads(request) ? reads : writes);
        switch (met?.Kind)
        {
            case ApiFaultKind.Down: throw new ConnectionLostException(ConnectionLostException.Refused);
            case ApiFaultKind.Drop: throw new ConnectionLostException(ConnectionLostException.Eof);
            case ApiFaultKind.Refuse: throw ApiException.TooManyRequests(TooBusy, 1);
        }
    }

    /// <summary>Lets a component of the cluster itself write, or does not. What is refused its client sends again ten times, before the component hears of it (client-go's rest/with_retry.go).</summary>
    /// <exception cref="ApiException">It is transient: the component tries again in its own time.</exception>
    public void Meet(string component)
    {
        if (IsIdle) return;
        ApiFault? met;
        lock (gate) met = Find(fault => fault.Kind != ApiFaultKind.Slow, [component], writes);
        for (var retries = 0; met?.Kind == ApiFaultKind.Refuse && retries < ClientRetries; retries++)
        {
            lock (gate) met = Find(fault => fault.Kind != ApiFaultKind.Slow, [component], writes);
        }

        if (met is null) return;
        throw met.Kind == ApiFaultKind.Refuse ? ApiException.TooManyRequests(TooBusy, 1)
            : ApiException.Unavailable(met.Kind == ApiFaultKind.Drop ? ConnectionLostException.Eof : "dial tcp 10.96.0.1:443: connect: connection refused");
    }

    private ApiFault? Find(Func<ApiFault, bool> kind, IReadOnlyList<string> names, SeededRandom random)
    {
        foreach (var fault in faults.Values)
        {
            if (!kind(fault) || (fault.Client is { } client && !names.Contains(client))) continue;
            if (fault.Share >= 1 || random.NextDouble() < fault.Share) return fault;
        }

        return null;
    }

    /// <summary>The program that asks, by its user agent, and the user for whom it does.</summary>
    private static string[] Names(ApiRequest request) =>
        [request.UserAgent?.Split('/', ' ')[0] ?? "", request.User.Name, request.User.Name.Split(':')[^1]];

    private static string? TakeClient(List<string> words)
    {
        if (words is not [.., "from", var client]) return null;
        words.RemoveRange(words.Count - 2, 2);
        return client;
    }

    private static ApiFault? Read(List<string> words, string? client, IReadOnlyList<string> all) => words switch
    {
        ["up"] => null,
        ["down"] => new ApiFault(ApiFaultKind.Down, 1, TimeSpan.Zero, client),
        ["drop"] => new ApiFault(ApiFaultKind.Drop, 1, TimeSpan.Zero, client),
        ["drop", var share] => new ApiFault(ApiFaultKind.Drop, Share(share), TimeSpan.Zero, client),
        ["refuse"] => new ApiFault(ApiFaultKind.Refuse, 1, TimeSpan.Zero, client),
        ["refuse", var share] => new ApiFault(ApiFaultKind.Refuse, Share(share), TimeSpan.Zero, client),
        ["slow", var time] => new ApiFault(ApiFaultKind.Slow, 1, FaultWords.Span(time), client),
        ["slow", var time, var share] => new ApiFault(ApiFaultKind.Slow, Share(share), FaultWords.Span(time), client),
        _ => throw new FaultException($"`api {string.Join(' ', all)}` is no fault. The API can be down, drop 20%, refuse 50%, slow 2s, and up again; `from kubectl` behind it means that client alone."),
    };

    private static double Share(string text) =>
        text.EndsWith('%') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and <= 100 ? percent / 100
            : throw new FaultException($"`{text}` does not say of how many requests. Write a share such as 20%, at most 100%.");
}
