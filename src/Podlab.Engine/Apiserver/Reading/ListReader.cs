using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver.Reading;

/// <summary>A page of a list.</summary>
/// <param name="Continue">Null on the last page.</param>
/// <param name="Remaining">How many follow; null on the last page and where a selector makes it unknown.</param>
/// <param name="Whole">The state that the page is all of, or all that it has in the namespace; else null.</param>
internal sealed record ObjectPage(IReadOnlyList<StoredObject> Items, long ResourceVersion, string? Continue, long? Remaining, CollectionState? Whole = null);

/// <summary>Answers lists out of snapshots; may be called from any thread.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go and storage/cacher (v1.36.3).</remarks>
internal sealed class ListReader(ObjectStore store)
{
    public ObjectPage List(ResourceInfo resource, string? @namespace, ListOptions options)
    {
        var storage = StorageKinds.Of(resource);
        var (snapshot, after) = Open(storage, @namespace, options);
        // Whoever takes any version gets all there is: it lies ready.
        var limit = options.ResourceVersion == "0" ? 0 : options.Limit;
        var isWhole = limit <= 0 && after is null && !options.HasSelector;
        var page = new List<StoredObject>(isWhole ? snapshot.CountOf(@namespace) : 0);
        StoredObject? last = null;
        var passed = -1L;
        foreach (var stored in Candidates(snapshot, @namespace, options))
        {
            passed++;
            if (after is not null && !IsAfter(stored, after)) continue;
            // A full page says that there may be more as soon as anything follows, whether it would match or not: nobody looks ahead.
            if (limit > 0 && page.Count == limit)
            {
                var token = new ContinueToken(snapshot.Version, last!.Namespace, last.Name).Encode(withNamespace: resource.Namespaced && @namespace is null);
                return new ObjectPage(page, snapshot.Version, token, options.HasSelector ? null : snapshot.CountOf(@namespace) - passed);
            }

            if (Matches(stored.Value, options)) page.Add(last = stored);
        }

        return new ObjectPage(page, snapshot.Version, null, null, isWhole ? snapshot.State : null);
    }

    public static bool Matches(IKubernetesObject value, ListOptions options) =>
        (options.Labels.MatchesEverything || options.Labels.Matches(value.Metadata.Labels)) && FieldLabels.Matches(value, options.Fields);

    /// <summary>What to say of a version that the store has not reached.</summary>
    public static ApiException TooLarge(long version, long current) => ApiException.Of(504, "Timeout",
        $"Timeout: Too large resource version: {version.ToString(CultureInfo.InvariantCulture)}, current: {current.ToString(CultureInfo.InvariantCulture)}",
        new StatusDetails { RetryAfterSeconds = 1, Causes = [new StatusCause { Reason = "ResourceVersionTooLarge", Message = "Too large resource version" }] });

    public static long ParseVersion(string text)
    {
        if (text.Length == 0) return 0;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return (long)Math.Min(version, long.MaxValue);
        throw ApiException.Internal($"resourceVersion: Invalid value: {GoText.Quote(text)}: {Requests.RequestOptions.NotAnInteger("ParseUint", text)}");
    }

    private static long ParseListVersion(string text)
    {
        try
        {
            return ParseVersion(text);
        }
        catch (ApiException refusal)
        {
            throw ApiException.BadRequest("invalid resource version: " + refusal.Status.Message);
        }
    }

    private static IEnumerable<StoredObject> Candidates(StoreSnapshot snapshot, string? @namespace, ListOptions options)
    {
        if (@namespace is not null && options.Fields.RequiredValue("metadata.name") is { } name) return snapshot.Find(@namespace, name) is { } found ? [found] : [];
        return snapshot.Objects(@namespace);
    }

    private static bool IsAfter(StoredObject stored, ContinueToken after)
    {
        var order = NamespaceOrder.Instance.Compare(stored.Namespace, after.AfterNamespace);
        return order > 0 || (order == 0 && string.CompareOrdinal(stored.Name, after.AfterName) > 0);
    }

    private (StoreSnapshot Snapshot, ContinueToken? After) Open(ResourceInfo storage, string? @namespace, ListOptions options)
    {
        if (options.Continue.Length > 0)
        {
            var token = ContinueToken.Decode(options.Continue, storage.Namespaced ? @namespace : "");
            if (options.ResourceVersion is not ("" or "0"))
                throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
            if (token.ResourceVersion < 0) return (store.Snapshot(storage), token);
            return (store.SnapshotAt(storage, token.ResourceVersion) ?? throw ApiException.Expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter."), token);
        }

        var version = ParseListVersion(options.ResourceVersion);
        var now = store.Snapshot(storage);
        if (version > now.Version) throw TooLarge(version, now.Version);
        var exact = options.ResourceVersionMatch == "Exact" || (options.ResourceVersionMatch.Length == 0 && options.Limit > 0 && version > 0);
        if (!exact || version == 0) return (now, null);
        return (store.SnapshotAt(storage, version) ?? throw ApiException.Expired("The resourceVersion for the provided list is too old."), null);
    }
}
