using System.Globalization;
using Podlab.Api;
using Podlab.Api.Apply;
using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Admission;
using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Apiserver.Services;
using Podlab.Engine.Apiserver.Untyped;
using Podlab.Engine.Chance;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>The one way into the store: admission, the kind's strategy, versions. Runs on the event loop.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go and registry/rest/{create,update}.go (v1.36.3).</remarks>
internal sealed class ObjectWriter(ObjectStore store, EventLoop clock, SeededRandom random)
{
    /// <summary>How often another suffix is drawn when a generated name is taken.</summary>
    private const int NameAttempts = 8;

    /// <summary>A generated name's prefix is cut so that five letters still fit.</summary>
    private const int LongestPrefix = 58;

    private readonly SeededRandom uids = random.Fork("uids");
    private readonly SeededRandom suffixes = random.Fork("names");
    private readonly ServiceAllocation services = new(store, random.Fork("services"));

    public AdmissionChain Admission { get; set; } = AdmissionChain.Empty;

    public StoredObject Create(WriteRequest request, IKubernetesObject value)
    {
        var strategy = StorageKinds.StrategyOf(request.Resource);
        value = strategy.Default(Placement.In(request.Resource, request.Namespace, value));
        value = Requester.Note(value, request.User);
        var owners = FieldTracking.OwnersOf(request, null, value, clock.Now);
        var admission = request.Ask(AdmissionOperation.Create, value, null);
        var given = value;
        value = OwnerDuplicates.Drop(Admission.Admit(admission), request);
        var isAsGiven = ReferenceEquals(value, given) && given.Metadata.DeletionTimestamp is null && ReferenceEquals(StorageKinds.Of(request.Resource), request.Resource);
        var generate = string.IsNullOrEmpty(value.Metadata.Name) ? value.Metadata.GenerateName : null;
        for (var attempt = 1; ; attempt++)
        {
            var complete = WithSystemMetadata(value, generate, owners);
            var prepared = WithAllotments(strategy.PrepareForCreate(complete), null);
            Refuse(request.Resource, prepared, strategy.Validate(prepared));
            AddWarnings(request, strategy.WarningsOnCreate(prepared));
            prepared = strategy.Canonicalize(prepared);
            Admission.Check(request.Name.Length > 0 || generate is null ? admission : request.Ask(AdmissionOperation.Create, prepared, null), prepared);
            if (ulong.TryParse(given.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version != 0) throw ApiException.Internal("resourceVersion should not be set on objects to be created");
            var name = prepared.Metadata.Name!;
            if (store.Find(StorageKinds.Of(request.Resource), request.Namespace, name) is null)
            {
                var stored = Put(request, prepared, owners, isNew: true);
                ManagedFields.Stored(owners, isAsGiven && ReferenceEquals(prepared, complete) ? stored.Value : null);
                return stored;
            }

            if (string.IsNullOrEmpty(generate) || attempt == NameAttempts) throw ApiException.AlreadyExists(request.Resource, name);
        }
    }

    /// <summary>Writes what <paramref name="change"/> makes of the stored object; it gets null where there is none and the kind may be created by an update.</summary>
    /// <param name="expectedUid">Where given, the stored object must have it.</param>
    public UpdateResult Update(WriteRequest request, Func<IKubernetesObject?, IKubernetesObject> change, string? expectedUid = null, bool createsMissing = false)
    {
        if (store.Find(StorageKinds.Of(request.Resource), request.Namespace, request.Name) is not { } stored)
        {
            if (!createsMissing) throw ApiException.NotFound(request.Resource, request.Name);
            return new UpdateResult(Create(request, change(null)), Created: true);
        }

        var old = Expected(request, stored, expectedUid);
        return Update(request, StorageKinds.StrategyOf(request.Resource), stored, old, change(old));
    }

    /// <summary>Writes an object, or the part of it that the subresource is, over the stored one, which must have its uid where it states one.</summary>
    public UpdateResult Replace(WriteRequest request, IKubernetesObject value)
    {
        var strategy = StorageKinds.StrategyOf(request.Resource);
        var stored = store.Find(StorageKinds.Of(request.Resource), request.Namespace, request.Name) ?? throw ApiException.NotFound(request.Resource, request.Name);
        var old = Expected(request, stored, value.Metadata.Uid);
        return Update(request, strategy, stored, old, request.Subresource is null ? strategy.Default(value) : strategy.DefaultPart(value, old));
    }

    private static IKubernetesObject Expected(WriteRequest request, StoredObject stored, string? uid)
    {
        var old = StorageKinds.FromStorage(request.Resource, stored.Value);
        return string.IsNullOrEmpty(uid) || uid == old.Metadata.Uid ? old : throw OtherUid(request, uid, old);
    }

    private UpdateResult Update(WriteRequest request, ResourceStrategy whole, StoredObject stored, IKubernetesObject old, IKubernetesObject value)
    {
        var resource = request.Resource;
        var strategy = request.Subresource is null or "scale" ? whole : whole.Subresource(request.Subresource) ?? new StatusOnlyStrategy(whole);
        value = Placement.In(resource, request.Namespace, value);
        var owners = FieldTracking.OwnersOf(request, old, value, clock.Now);
        var asked = value;
        var admission = request.Ask(AdmissionOperation.Update, value, old);
        value = OwnerDuplicates.Drop(Admission.Admit(admission), request);
        value = WithVersion(request, strategy, value, old);
        var carried = ObjectMetaCarry.From(old.Metadata, value.Metadata);
        value = WithAllotments(strategy.PrepareForUpdate(ReferenceEquals(carried, value.Metadata) ? value : value.WithMetadata(carried), old), old);
        Refuse(resource, value, strategy.ValidateUpdate(value, old));
        AddWarnings(request, strategy.WarningsOnUpdate(value, old));
        value = strategy.Canonicalize(value);
        Admission.Check(admission, value);
        owners = FieldTracking.Settle(owners, value, asked, old);
        if (FieldTracking.IsUnchanged(owners, value, old)) return new UpdateResult(stored, Created: false);
        if (IsLastStepOfDeletion(value, old.Metadata))
        {
            if (!request.DryRun) Remove(stored);
            return new UpdateResult(new StoredObject(StorageKinds.ToStorage(resource, FieldTracking.With(value, owners)), stored.ResourceVersion), Created: false);
        }

        var written = Put(request, value, owners, isNew: false);
        ManagedFields.Stored(owners, ReferenceEquals(value, asked) && ReferenceEquals(StorageKinds.Of(resource), resource) ? written.Value : null);
        return new UpdateResult(written, Created: false);
    }

    /// <summary>Takes an object out of the store; watchers see it as it was, with the deletion's version.</summary>
    public StoredObject Remove(StoredObject stored)
    {
        var resource = ResourceOf(stored.Value);
        return store.Remove(resource, stored, WithNextVersion(stored.Value));
    }

    /// <summary>Stores the next version of an object without asking anybody: for what the server itself notes, such as a deletion that has begun.</summary>
    public StoredObject PutAsIs(IKubernetesObject value) => store.Put(ResourceOf(value), WithNextVersion(value));

    private ResourceInfo ResourceOf(IKubernetesObject value) => store.AddedResourceOf(value) ?? ApiServer.ResourceOf(value);

    public static long Parse(string? version)
    {
        if (string.IsNullOrEmpty(version)) return 0;
        if (ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return (long)number;
        throw ApiException.Internal(Requests.RequestOptions.NotAnInteger("ParseUint", version));
    }

    private IKubernetesObject WithNextVersion(IKubernetesObject value) => value.WithMetadata(value.Metadata with { ResourceVersion = NextVersion() });

    private bool IsNext(string? version) => long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == store.NextVersion;

    private string NextVersion() => store.NextVersion.ToString(CultureInfo.InvariantCulture);

    private static void Refuse(ResourceInfo resource, IKubernetesObject value, FieldErrorList errors)
    {
        if (errors.Count > 0) throw ApiException.Invalid(StorageKinds.Of(resource).Kind, value.Metadata.Name ?? "", errors);
    }

    private static void AddWarnings(WriteRequest request, IReadOnlyList<string> warnings)
    {
        if (warnings.Count > 0) request.Warnings.AddRange(warnings);
    }

    private static ApiException OtherUid(WriteRequest request, string expected, IKubernetesObject old) =>
        ApiException.Conflict(request.Resource, request.Name,
            $"StorageError: invalid object, Code: 4, Key: {StorageKeys.Of(request.Resource, request.Namespace, request.Name)}, ResourceVersion: 0, "
            + $"AdditionalErrorMsg: Precondition failed: UID in precondition: {expected}, UID in object meta: {old.Metadata.Uid}");

    /// <summary>An object that is being deleted goes when its last finalizer does.</summary>
    private static bool IsLastStepOfDeletion(IKubernetesObject value, ObjectMeta old)
    {
        var metadata = value.Metadata;
        if (metadata.DeletionTimestamp is null || !metadata.Finalizers.IsEmpty) return false;
        // A namespace has finalizers of its own, in its spec, and no grace period.
        if (value is Namespace @namespace) return @namespace.Spec.Finalizers.IsEmpty && old.DeletionTimestamp is not null;
        return old.DeletionGracePeriodSeconds == 0 && metadata.DeletionGracePeriodSeconds == 0;
    }

    private static IKubernetesObject WithVersion(WriteRequest request, ResourceStrategy strategy, IKubernetesObject value, IKubernetesObject old)
    {
        var version = Parse(value.Metadata.ResourceVersion);
        if (version != 0) return value.Metadata.ResourceVersion == old.Metadata.ResourceVersion ? value : throw ApiException.Modified(request.Resource, request.Name);
        if (!strategy.AllowsUnconditionalUpdate)
        {
            var errors = new FieldErrorList();
            errors.Invalid(FieldPath.Metadata.Child("resourceVersion"), 0, "must be specified for an update");
            // This one error names the resource where others name the kind.
            throw ApiException.Invalid(request.Resource.Group, request.Resource.Name, request.Name, errors);
        }

        return value.WithMetadata(value.Metadata with { ResourceVersion = old.Metadata.ResourceVersion });
    }

    private IKubernetesObject WithAllotments(IKubernetesObject value, IKubernetesObject? old) => value is Service service ? services.Allot(service, (Service?)old) : value;

    private IKubernetesObject WithSystemMetadata(IKubernetesObject value, string? generate, ValueList<ManagedFieldsEntry> owners)
    {
        var metadata = value.Metadata;
        var name = metadata.Name;
        if (!string.IsNullOrEmpty(generate)) name = (generate.Length > LongestPrefix ? generate[..LongestPrefix] : generate) + suffixes.NextSuffix();
        return value.WithMetadata(metadata with
        {
            Name = name,
            Uid = uids.NextUid(),
            CreationTimestamp = WholeSecond.Of(clock.Now),
            DeletionTimestamp = null,
            DeletionGracePeriodSeconds = null,
            SelfLink = null,
            ManagedFields = owners,
            ResourceVersion = NextVersion(),
        });
    }

    private StoredObject Put(WriteRequest request, IKubernetesObject value, ValueList<ManagedFieldsEntry> owners, bool isNew)
    {
        var stored = StorageKinds.ToStorage(request.Resource, value);
        var version = request.DryRun ? isNew ? null : stored.Metadata.ResourceVersion : isNew && IsNext(stored.Metadata.ResourceVersion) ? stored.Metadata.ResourceVersion : NextVersion();
        // A creation has got both with the rest of its metadata, unless admission has written something in between.
        if (stored.Metadata.ResourceVersion != version || !stored.Metadata.ManagedFields.IsSameAs(owners))
            stored = stored.WithMetadata(stored.Metadata with { ManagedFields = owners, ResourceVersion = version });
        return request.DryRun ? new StoredObject(stored, 0) : store.Put(StorageKinds.Of(request.Resource), stored);
    }
}

/// <param name="Object">The object as stored, or as it would be where nothing may be written.</param>
internal readonly record struct UpdateResult(StoredObject Object, bool Created);
