using System.Globalization;
using System.Text;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Requests;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Which part of a container's log is wanted.</summary>
/// <remarks>Follows v1 PodLogOptions and pkg/kubelet/kuberuntime/logs (v1.36.3).</remarks>
internal sealed record LogOptions
{
    public bool Follow { get; init; }

    public bool Previous { get; init; }

    public bool Timestamps { get; init; }

    public long? TailLines { get; init; }

    public long? SinceSeconds { get; init; }

    public DateTimeOffset? SinceTime { get; init; }

    public long? LimitBytes { get; init; }

    /// <summary>Stdout or Stderr; null: both.</summary>
    public string? Stream { get; init; }

    public static LogOptions Read(QueryString query, string pod)
    {
        var options = new LogOptions
        {
            Follow = RequestOptions.Boolean(query, "follow") ?? false,
            Previous = RequestOptions.Boolean(query, "previous") ?? false,
            Timestamps = RequestOptions.Boolean(query, "timestamps") ?? false,
            TailLines = RequestOptions.Int64(query, "tailLines"),
            SinceSeconds = RequestOptions.Int64(query, "sinceSeconds"),
            LimitBytes = RequestOptions.Int64(query, "limitBytes"),
            SinceTime = DateTimeOffset.TryParse(query.First("sinceTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
            Stream = query.First("stream") is "Stdout" or "Stderr" ? query.First("stream") : null,
        };
        var errors = new FieldErrorList();
        if (options.TailLines < 0) errors.Invalid(FieldPath.Of("tailLines"), options.TailLines, "must be greater than or equal to 0");
        if (options.LimitBytes < 1) errors.Invalid(FieldPath.Of("limitBytes"), options.LimitBytes, "must be greater than 0");
        if (options is { SinceSeconds: not null, SinceTime: not null }) errors.Forbidden(FieldPath.Of("sinceSeconds"), "may not be specified with sinceTime");
        else if (options.SinceSeconds < 1) errors.Invalid(FieldPath.Of("sinceSeconds"), options.SinceSeconds, "must be greater than 0");
        if (errors.Count > 0) throw ApiException.Invalid("", "PodLogOptions", pod, errors);
        return options;
    }

    public byte[] Render(IReadOnlyList<LogLine> lines, DateTimeOffset now)
    {
        var since = SinceTime ?? (SinceSeconds is { } seconds ? now.AddSeconds(-seconds) : null);
        var wanted = new List<LogLine>();
        foreach (var line in lines)
        {
            if ((since is null || line.Time >= since) && Takes(line)) wanted.Add(line);
        }

        var skip = TailLines is { } tail && tail < wanted.Count ? wanted.Count - (int)tail : 0;
        var text = new StringBuilder();
        for (var i = skip; i < wanted.Count; i++) Append(text, wanted[i]);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return LimitBytes is { } limit && bytes.Length > limit ? bytes[..(int)limit] : bytes;
    }

    public bool Takes(LogLine line) => Stream is null || line.IsStderr == (Stream == "Stderr");

    public void Append(StringBuilder text, LogLine line)
    {
        if (Timestamps) text.Append(line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture)).Append("00Z ");
        text.Append(line.Text).Append(line.Partial ? "" : "\n");
    }
}
