using Podlab.Api.Model;

namespace Podlab.Api.Validation;

/// <summary>Names, labels, annotations, owners and finalizers, as every object has them.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go and pkg/apis/core/validation/validation.go (v1.36.3).</remarks>
public static class ObjectMetaValidation
{
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <param name="isKind">Whether the kind asks, which also checks finalizers without a domain.</param>
    public static void Validate(FieldErrorList errors, ObjectMeta meta, bool namespaced, NameForm form, FieldPath? at = null, bool isKind = true)
    {
        var path = at ?? FieldPath.Metadata;
        Name(errors, meta, form, path);
        if (!namespaced)
        {
            if (!string.IsNullOrEmpty(meta.Namespace))
            {
                errors.Forbidden(path.Child("namespace"), "not allowed on this type");
            }
        }
        else if (string.IsNullOrEmpty(meta.Namespace))
        {
            errors.Required(path.Child("namespace"));
        }
        else if (!NameRules.IsLabel(meta.Namespace))
        {
            errors.InvalidAll(path.Child("namespace"), meta.Namespace, NameRules.DnsLabel(meta.Namespace));
        }
        if (meta.Generation < 0)
        {
            errors.Invalid(path.Child("generation"), meta.Generation, "must be greater than or equal to 0");
        }
        Common(errors, meta, path);
        Finalizers(errors, meta, path, isKind);
    }

    public static void ValidateUpdate(FieldErrorList errors, ObjectMeta meta, ObjectMeta old, FieldPath? at = null, bool isKind = true)
    {
        var path = at ?? FieldPath.Metadata;
        if (old.DeletionTimestamp is not null && !meta.Finalizers.IsEmpty)
        {
            NoNewFinalizers(errors, meta.Finalizers, old.Finalizers, path.Child("finalizers"));
        }
        if (string.IsNullOrEmpty(meta.ResourceVersion))
        {
            errors.Invalid(path.Child("resourceVersion"), "", "must be specified for an update");
        }
        if (meta.Generation < old.Generation)
        {
            errors.Invalid(path.Child("generation"), meta.Generation, "must not be decremented");
        }
        Immutable(errors, meta.Name, old.Name, path, "name");
        Immutable(errors, meta.Namespace, old.Namespace, path, "namespace");
        Immutable(errors, meta.Uid, old.Uid, path, "uid");
        Immutable(errors, meta.CreationTimestamp, old.CreationTimestamp, path, "creationTimestamp");
        Immutable(errors, meta.DeletionTimestamp, old.DeletionTimestamp, path, "deletionTimestamp");
        if (meta.DeletionGracePeriodSeconds != old.DeletionGracePeriodSeconds)
        {
            errors.Invalid(path.Child("deletionGracePeriodSeconds"), meta.DeletionGracePeriodSeconds, "field is immutable");
        }
        Common(errors, meta, path);
        if (isKind && !meta.Finalizers.IsEmpty)
        {
            KubeFinalizers(errors, meta.Finalizers, path.Child("finalizers"));
        }
    }

    /// <summary>Keys are qualified names, values label values.</summary>
    public static void Labels(FieldErrorList errors, ValueMap<string> labels, FieldPath path)
    {
        foreach (var (key, value) in labels)
        {
            errors.InvalidAll(path, key, NameRules.QualifiedName(key));
            errors.InvalidAll(path, value, NameRules.LabelValue(value));
        }
    }

    public static void Annotations(FieldErrorList errors, ValueMap<string> annotations, FieldPath path)
    {
        long size = 0;
        foreach (var (key, value) in annotations)
        {
            errors.InvalidAll(path, key, NameRules.QualifiedName(key.ToLowerInvariant()));
            size += key.Length + value.Length > MaxAnnotationBytes / 4 ? NameRules.ByteCount(key) + NameRules.ByteCount(value) : (key.Length + value.Length);
        }
        if (size > MaxAnnotationBytes)
        {
            errors.TooLong(path, MaxAnnotationBytes);
        }
    }

    private static void Name(FieldErrorList errors, ObjectMeta meta, NameForm form, FieldPath path)
    {
        if (!string.IsNullOrEmpty(meta.GenerateName))
        {
            errors.InvalidAll(path.Child("generateName"), meta.GenerateName, form.Check(meta.GenerateName, prefix: true));
        }
        if (string.IsNullOrEmpty(meta.Name))
        {
            errors.Required(path.Child("name"), "name or generateName is required");
        }
        else
        {
            errors.InvalidAll(path.Child("name"), meta.Name, form.Check(meta.Name, prefix: false));
        }
    }

    private static void Common(FieldErrorList errors, ObjectMeta meta, FieldPath path)
    {
        if (!meta.Labels.IsEmpty)
        {
            Labels(errors, meta.Labels, path.Child("labels"));
        }
        if (!meta.Annotations.IsEmpty)
        {
            Annotations(errors, meta.Annotations, path.Child("annotations"));
        }
        if (!meta.OwnerReferences.IsEmpty)
        {
            OwnerReferenceValidation.Validate(errors, meta.OwnerReferences, path.Child("ownerReferences"));
        }
    }

    private static void Finalizers(FieldErrorList errors, ObjectMeta meta, FieldPath path, bool isKind)
    {
        if (meta.Finalizers.IsEmpty)
        {
            return;
        }
        var at = path.Child("finalizers");
        foreach (var finalizer in meta.Finalizers)
        {
            errors.InvalidAll(at, finalizer, NameRules.QualifiedName(finalizer));
        }
        if (meta.Finalizers.Contains("orphan") && meta.Finalizers.Contains("foregroundDeletion"))
        {
            errors.Invalid(at, meta.Finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
        }
        if (isKind)
        {
            KubeFinalizers(errors, meta.Finalizers, at);
        }
    }

    private static void KubeFinalizers(FieldErrorList errors, ValueList<string> finalizers, FieldPath path)
    {
        for (var i = 0; i < finalizers.Count; i++)
        {
            if (!finalizers[i].Contains('/') && finalizers[i] is not ("kubernetes" or "orphan" or "foregroundDeletion"))
            {
                errors.Invalid(path.Index(i), finalizers[i], "name is neither a standard finalizer name nor is it fully qualified");
            }
        }
    }

    private static void NoNewFinalizers(FieldErrorList errors, ValueList<string> finalizers, ValueList<string> old, FieldPath path)
    {
        var added = finalizers.Except(old).Order(StringComparer.Ordinal).ToList();
        if (added.Count > 0)
        {
            errors.Forbidden(path, "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                + string.Join(", ", added.Select(GoText.Quote)) + "}");
        }
    }

    private static void Immutable<TValue>(FieldErrorList errors, TValue value, TValue old, FieldPath path, string name)
    {
        if (!EqualityComparer<TValue>.Default.Equals(value, old))
        {
            errors.Invalid(path.Child(name), value is null && typeof(TValue) == typeof(string) ? "" : value, "field is immutable");
        }
    }
}
