using System.Globalization;
using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost liveness: well for ten seconds, unwell ever after; and end points that are slow or break off.</summary>
/// <remarks>Follows test/images/agnhost/liveness/server.go (v1.36).</remarks>
internal sealed class AgnhostLiveness(Process self)
{
    private static readonly TimeSpan Well = TimeSpan.FromSeconds(10);

    public ValueTask<int> RunAsync() => HttpApp.ServeAsync(self, 8080, null, AnswerAsync, termCode: 2);

    private async ValueTask<HttpResponse> AnswerAsync(HttpRequest request, Connection connection)
    {
        var age = self.Kernel.Now - self.StartedAt;
        switch (request.Path)
        {
            case "/started":
                return HttpResponse.Text(GoText.Duration(age));
            case "/healthz":
                return age > Well ? HttpResponse.Text("error: " + age.TotalSeconds.ToString("0.#########", CultureInfo.InvariantCulture), 500) : HttpResponse.Text("ok");
            case "/redirect":
                return GoText.Redirect(HttpRequest.Decode(request.Parameter("loc") ?? ""), 302);
            case "/disconnect-headers":
                connection.Close();
                return HttpResponse.Text("");
            case "/sleep-headers" or "/sleep-body" or "/disconnect-body" or "/slow-response":
                return await SlowAsync(request, connection);
            default:
                return GoText.NotFound;
        }
    }

    private async ValueTask<HttpResponse> SlowAsync(HttpRequest request, Connection connection)
    {
        foreach (var name in (string[])["code", "time", "size", "interval"])
            if (request.Parameter(name) is { Length: > 0 } text && !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                return HttpResponse.Text($"parameter '{name}' is invalid: strconv.Atoi: parsing \"{text}\": invalid syntax\n", 400);
        int Number(string name, int fallback) => HttpApp.Number(request.Parameter(name), fallback);
        var (code, seconds, size, interval) = (Number("code", 500), Number("time", 0), Number("size", 0), Number("interval", 0));
        Task Pause(int time) => time > 0 ? Task.Delay(TimeSpan.FromSeconds(time), self.Kernel.Loop) : Task.CompletedTask;
        if (request.Path == "/sleep-headers")
        {
            await Pause(seconds);
            return HttpResponse.Text($"Slept for {seconds} secs\n{Noise(size)}", code);
        }

        // The header goes out at once, the rest as it comes.
        await using var stream = new ConnectionStream(connection);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(FormattableString.Invariant($"HTTP/1.1 {code} {HttpResponse.Reason(code)}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n")));
        for (var i = 0; i < size; i++)
        {
            await Pause(request.Path == "/disconnect-body" ? 0 : interval);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Noise(1)));
        }

        if (request.Path == "/disconnect-body") await stream.WriteAsync("Disconnecting\n"u8.ToArray());
        if (request.Path == "/sleep-body")
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(FormattableString.Invariant($"Sleeping for {seconds} secs\n")));
            await Pause(seconds);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(FormattableString.Invariant($"Slept for {seconds} secs\n")));
        }

        connection.Finish();
        return HttpResponse.Text("") with { IsSent = true };
    }

    /// <summary>Kilobytes of numbers.</summary>
    private string Noise(int kilobytes)
    {
        var text = new StringBuilder();
        for (var i = 0; i < kilobytes * 64; i++) text.Append(self.Kernel.NextRandom().ToString("x", CultureInfo.InvariantCulture).PadLeft(16));
        return text.ToString();
    }
}
