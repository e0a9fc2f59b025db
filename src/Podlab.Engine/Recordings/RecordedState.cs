using System.Security.Cryptography;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Recordings;

/// <summary>A digest of all objects of a cluster: equal digests, equal bytes.</summary>
public static class RecordedState
{
    /// <returns><c>sha256:…</c></returns>
    public static string Of(Cluster cluster)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in Resources.All)
        {
            foreach (var stored in cluster.Api.Store.List(resource, null))
            {
                hash.AppendData(KubernetesJson.ToUtf8(stored.Value));
                hash.AppendData("\n"u8);
            }
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
