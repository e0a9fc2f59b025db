using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Engine.Apiserver.Http;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Client;

/// <summary>Requests and answers as JSON; warnings go to stderr, each text once.</summary>
internal sealed class ApiClient(IApiTransport transport, Action<string> warn)
{
    private const int MostRetries = 10;
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);

    public IApiTransport Transport { get; } = transport;

    public int Warnings => warned.Count;

    /// <summary>Ends requests at the time that <c>--request-timeout</c> sets.</summary>
    public CancellationToken Cancellation { get; set; }

    public Task<JsonObject> GetAsync(string path, string accept = "application/json") => SendAsync("GET", path, null, accept: accept);

    public Task<JsonObject> PostAsync(string path, JsonNode body) => SendAsync("POST", path, body);

    public Task<JsonObject> PutAsync(string path, JsonNode body) => SendAsync("PUT", path, body);

    public Task<JsonObject> DeleteAsync(string path, JsonNode? options) => SendAsync("DELETE", path, options);

    public Task<JsonObject> PatchAsync(string path, string patch, string contentType) => SendTextAsync("PATCH", path, Encoding.UTF8.GetBytes(patch), contentType);

    public Task<JsonObject> SendAsync(string method, string path, JsonNode? body, string accept = "application/json") =>
        SendTextAsync(method, path, body is null ? default : Encoding.UTF8.GetBytes(JsonText.Compact(body)), "application/json", accept);

    /// <exception cref="StatusError">The server said no.</exception>
    public async Task<JsonObject> SendTextAsync(string method, string path, ReadOnlyMemory<byte> body, string contentType, string accept = "application/json")
    {
        var response = await RawAsync(method, path, body, contentType, accept);
        try
        {
            return JsonText.Parse(response.Body.Span) as JsonObject ?? throw StatusError.Generic(500, Encoding.UTF8.GetString(response.Body.Span));
        }
        catch (JsonException)
        {
            throw StatusError.Generic(500, Encoding.UTF8.GetString(response.Body.Span));
        }
    }

    /// <summary>An answer as it comes; throws for those of 400 and above.</summary>
    /// <exception cref="StatusError">The server said no.</exception>
    public async Task<ApiResponse> RawAsync(string method, string path, ReadOnlyMemory<byte> body = default, string contentType = "application/json", string accept = "application/json")
    {
        var response = await SendAsync(Request(method, path, body, contentType, accept));
        Warn(response.Warnings);
        return response.Code < 400 ? response : throw ErrorOf(response);
    }

    /// <summary>Sends a request, again where the server asks for it, and again where the connection broke and nothing can have changed.</summary>
    /// <remarks>Follows staging/src/k8s.io/client-go/rest/with_retry.go (v1.36.3): ten times at most, a second apart unless the server says otherwise.</remarks>
    private async Task<ApiResponse> SendAsync(ApiRequest request)
    {
        for (var retries = 0; ; retries++)
        {
            try
            {
                var response = await Transport.SendAsync(request, Cancellation);
                if (retries == MostRetries || response.Code is not 429 and < 500 || RetryAfter(response) is not { } pause) return response;
                await Task.Delay(pause, Transport.Clock, Cancellation);
            }
            catch (HttpRequestException lost) when (request.Method == "GET" && retries < MostRetries && lost.Message == "EOF")
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Transport.Clock, Cancellation);
            }
        }
    }

    private static TimeSpan? RetryAfter(ApiResponse response)
    {
        foreach (var (name, value) in response.Headers)
        {
            if (name == "Retry-After" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        }

        return null;
    }

    public ApiRequest Request(string method, string path, ReadOnlyMemory<byte> body = default, string? contentType = null, string accept = "application/json")
    {
        return new ApiRequest { Method = method, Path = path, Body = body, ContentType = body.IsEmpty ? null : contentType, Accept = accept, UserAgent = "kubectl/v1.36.3" };
    }

    public void Warn(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            if (warned.Add(warning)) warn($"Warning: {warning}\n");
        }
    }

    public static StatusError ErrorOf(ApiResponse response)
    {
        try
        {
            if (JsonText.Parse(response.Body.Span) is JsonObject status && status.Text("kind") == "Status") return new StatusError(status);
        }
        catch (JsonException)
        {
            // No Status: the code has to say it all.
        }

        return StatusError.Generic(response.Code, Encoding.UTF8.GetString(response.Body.Span).Trim());
    }
}
