using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies;

/// <summary>A strategy for one type: metadata is looked after here, so a kind states only what is its own.</summary>
public abstract class ResourceStrategy<T> : ResourceStrategy
    where T : class, IKubernetesObject<T>
{
    protected static readonly bool IsNamespaced = Resources.All.FirstOrDefault(resource => resource.Kind == T.GroupVersionKind)?.Namespaced ?? true;

    /// <summary>The form of the kind's names; null where any path segment will do.</summary>
    protected virtual NameForm NameForm => NameForm.DnsSubdomain;

    /// <summary>What of metadata the kind itself looks at again on update.</summary>
    protected virtual MetadataChecks UpdateChecks => MetadataChecks.Step | MetadataChecks.Whole;

    public sealed override IKubernetesObject Default(IKubernetesObject value) => Default((T)value);

    public sealed override IKubernetesObject PrepareForCreate(IKubernetesObject value) => PrepareForCreate((T)value);

    public sealed override FieldErrorList Validate(IKubernetesObject value)
    {
        var errors = new FieldErrorList();
        ObjectMetaValidation.Validate(errors, value.Metadata, IsNamespaced, NameForm);
        Validate(errors, (T)value);
        return errors;
    }

    public sealed override IReadOnlyList<string> WarningsOnCreate(IKubernetesObject value)
    {
        List<string>? warnings = null;
        AddWarnings(ref warnings, (T)value, null);
        return warnings ?? (IReadOnlyList<string>)[];
    }

    public sealed override IKubernetesObject PrepareForUpdate(IKubernetesObject value, IKubernetesObject old) => PrepareForUpdate((T)value, (T)old);

    public sealed override FieldErrorList ValidateUpdate(IKubernetesObject value, IKubernetesObject old)
    {
        var errors = new FieldErrorList();
        if (!ReferenceEquals(value.Metadata, old.Metadata)) ValidateMetadata(errors, value, old);
        ValidateUpdate(errors, (T)value, (T)old);
        return errors;
    }

    /// <summary>Writers inside the process mostly send back the very metadata that they have read, and those are in order.</summary>
    private void ValidateMetadata(FieldErrorList errors, IKubernetesObject value, IKubernetesObject old)
    {
        // What every update has in common is looked at first, and by most kinds once more: the same error then stands twice among the causes.
        ObjectMetaValidation.Validate(errors, value.Metadata, IsNamespaced, NameForm.PathSegment, isKind: false);
        ObjectMetaValidation.ValidateUpdate(errors, value.Metadata, old.Metadata, isKind: false);
        if (UpdateChecks.HasFlag(MetadataChecks.Step))
        {
            ObjectMetaValidation.ValidateUpdate(errors, value.Metadata, old.Metadata);
        }
        if (UpdateChecks.HasFlag(MetadataChecks.Whole))
        {
            ObjectMetaValidation.Validate(errors, value.Metadata, IsNamespaced, NameForm);
        }
    }

    public sealed override IReadOnlyList<string> WarningsOnUpdate(IKubernetesObject value, IKubernetesObject old)
    {
        List<string>? warnings = null;
        AddWarnings(ref warnings, (T)value, (T)old);
        return warnings ?? (IReadOnlyList<string>)[];
    }

    protected virtual T Default(T value) => value;

    protected virtual T PrepareForCreate(T value) => value;

    protected virtual T PrepareForUpdate(T value, T old) => value;

    /// <summary>What is wrong beyond metadata.</summary>
    protected virtual void Validate(FieldErrorList errors, T value)
    {
    }

    /// <summary>What is wrong beyond metadata; a kind whose updates are checked like creates says so here.</summary>
    protected virtual void ValidateUpdate(FieldErrorList errors, T value, T old) => Validate(errors, value);

    /// <param name="old">Null on create.</param>
    protected virtual void AddWarnings(ref List<string>? warnings, T value, T? old)
    {
    }
}
