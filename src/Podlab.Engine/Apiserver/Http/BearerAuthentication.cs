using Podlab.Api;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Knows one user by a token, and lets that user speak for others.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/authentication/request/bearertoken and endpoints/filters/impersonation.go (v1.36.3).</remarks>
public sealed class BearerAuthentication(string token)
{
    /// <summary>Takes the values of the request headers Authorization, Impersonate-User, Impersonate-Group and Impersonate-Uid; null: the request has none.</summary>
    /// <exception cref="ApiException">Unauthorized, or an impersonation that names nobody.</exception>
    public ApiUser Authenticate(string? authorization, string? impersonateUser = null, IReadOnlyList<string>? impersonateGroups = null, string? impersonateUid = null)
    {
        if (!HasToken(authorization)) throw Unauthorized();
        var groups = impersonateGroups ?? [];
        if (string.IsNullOrEmpty(impersonateUser))
        {
            if (groups.Count == 0) return ApiUser.Admin;
            throw ApiException.BadRequest($"requested &user.DefaultInfo{{Name:\"\", UID:\"\", Groups:[]string{{{string.Join(", ", groups.Select(GoText.Quote))}}}, Extra:map[string][]string(nil)}} without impersonating a user name");
        }

        return new ApiUser(impersonateUser, Groups(impersonateUser, groups).ToValueList(), string.IsNullOrEmpty(impersonateUid) ? null : impersonateUid);
    }

    /// <summary>What a request without a valid token gets.</summary>
    public static ApiException Unauthorized() => ApiException.Of(401, "Unauthorized", "Unauthorized", null);

    private static IEnumerable<string> Groups(string user, IReadOnlyList<string> asked)
    {
        if (user == "system:anonymous") return asked.Count > 0 ? asked : ["system:unauthenticated"];
        if (asked.Count > 0) return [.. asked, "system:authenticated"];
        var account = user.Split(':');
        return account is ["system", "serviceaccount", _, _]
            ? ["system:serviceaccounts", $"system:serviceaccounts:{account[2]}", "system:authenticated"] : ["system:authenticated"];
    }

    private bool HasToken(string? authorization)
    {
        var parts = (authorization ?? "").Trim().Split(' ', 3);
        return parts.Length >= 2 && parts[0].Equals("bearer", StringComparison.OrdinalIgnoreCase)
            && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(parts[1]), System.Text.Encoding.UTF8.GetBytes(token));
    }
}
