using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies.Core;

/// <summary>Namespaces: every one has the label of its name, and a finalizer that keeps it until it is empty.</summary>
/// <remarks>Follows pkg/registry/core/namespace/strategy.go (v1.36.3).</remarks>
internal sealed class NamespaceResource : ResourceStrategy<Namespace>
{
    private const string NameLabel = "kubernetes.io/metadata.name";
    private readonly StatusStrategy<Namespace> status;
    private readonly StatusStrategy<Namespace> finalize;

    public NamespaceResource()
    {
        status = new StatusStrategy<Namespace>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);
        finalize = new StatusStrategy<Namespace>(this, static (value, old) => value with { Status = old.Status }, ValidateFinalize);
    }

    protected override NameForm NameForm => NameForm.DnsLabel;

    public override ResourceStrategy? Subresource(string name) => name switch { "status" => status, "finalize" => finalize, _ => null };

    public override IKubernetesObject Canonicalize(IKubernetesObject value) => Label((Namespace)value);

    protected override Namespace Default(Namespace value) => Label(value);

    protected override Namespace PrepareForCreate(Namespace value) => value with
    {
        Spec = value.Spec.Finalizers.Contains("kubernetes") ? value.Spec : value.Spec with { Finalizers = value.Spec.Finalizers.Add("kubernetes") },
        Status = new NamespaceStatus { Phase = "Active" },
    };

    protected override Namespace PrepareForUpdate(Namespace value, Namespace old) => value with { Spec = old.Spec, Status = old.Status };

    protected override void Validate(FieldErrorList errors, Namespace value)
    {
        foreach (var finalizer in value.Spec.Finalizers)
        {
            Finalizer(errors, finalizer, FieldPath.Spec.Child("finalizers"));
        }
    }

    protected override void ValidateUpdate(FieldErrorList errors, Namespace value, Namespace old)
    {
    }

    private static Namespace Label(Namespace value)
    {
        if (string.IsNullOrEmpty(value.Metadata.Name) || value.Metadata.Labels.GetValueOrDefault(NameLabel) == value.Metadata.Name)
        {
            return value;
        }
        var labels = value.Metadata.Labels.IsAbsent ? ValueMap<string>.Empty : value.Metadata.Labels;
        return value with { Metadata = value.Metadata with { Labels = labels.Set(NameLabel, value.Metadata.Name) } };
    }

    private static void Finalizer(FieldErrorList errors, string finalizer, FieldPath path)
    {
        errors.QualifiedName(path, finalizer);
        if (!finalizer.Contains('/') && finalizer is not ("kubernetes" or "orphan" or "foregroundDeletion"))
        {
            errors.Invalid(path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
        }
    }

    private static void ValidateStatus(FieldErrorList errors, Namespace value, Namespace old)
    {
        var (deleting, phase) = (value.Metadata.DeletionTimestamp is not null, value.Status.Phase ?? "");
        if (deleting && phase != "Terminating")
        {
            errors.Invalid(FieldPath.Status.Child("Phase"), phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
        }
        if (!deleting && phase != "Active")
        {
            errors.Invalid(FieldPath.Status.Child("Phase"), phase, "may only be 'Active' if `deletionTimestamp` is empty");
        }
    }

    private static void ValidateFinalize(FieldErrorList errors, Namespace value, Namespace old)
    {
        for (var i = 0; i < value.Spec.Finalizers.Count; i++)
        {
            Finalizer(errors, value.Spec.Finalizers[i], FieldPath.Spec.Child("finalizers").Index(i));
        }
    }
}
