using System.Buffers.Text;
using System.Text.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Apiserver.InCluster;

/// <summary>Knows pods by the tokens of their service accounts: who it is for and until when is read, the account must exist; signatures mean nothing here.</summary>
/// <remarks>Follows pkg/serviceaccount/jwt.go and claims.go (v1.36.3).</remarks>
internal sealed class AccountAuthentication(ApiServer server)
{
    public static ApiUser Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    /// <param name="authorization">The header; null: there is none.</param>
    /// <exception cref="ApiException">Unauthorized: a token that is none, is over, or whose account is gone.</exception>
    public ApiUser Authenticate(string? authorization)
    {
        if (string.IsNullOrWhiteSpace(authorization)) return Anonymous;
        var parts = authorization.Trim().Split(' ', 2);
        return parts.Length == 2 && parts[0].Equals("bearer", StringComparison.OrdinalIgnoreCase) && Account(parts[1].Trim()) is { } account
            ? new ApiUser($"system:serviceaccount:{account.Metadata.Namespace}:{account.Metadata.Name}", ["system:serviceaccounts", $"system:serviceaccounts:{account.Metadata.Namespace}", "system:authenticated"], account.Metadata.Uid)
            : throw BearerAuthentication.Unauthorized();
    }

    private ServiceAccount? Account(string token)
    {
        if (token.Split('.') is not [_, var payload, _]) return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            if (claims.RootElement.ValueKind != JsonValueKind.Object || !claims.RootElement.TryGetProperty("sub", out var subject) || !claims.RootElement.TryGetProperty("exp", out var until)) return null;
            if (until.GetInt64() <= server.Clock.Now.ToUnixTimeSeconds()) return null;
            return subject.GetString()?.Split(':') is ["system", "serviceaccount", var space, var name] ? server.Of<ServiceAccount>().Find(space, name) : null;
        }
        catch (Exception refused) when (refused is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
