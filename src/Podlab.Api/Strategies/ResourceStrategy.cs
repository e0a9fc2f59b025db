using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies;

/// <summary>
/// What one kind does to its objects on their way into the store. All answers are pure functions of the arguments.
/// The API door calls, for a create: <see cref="Default"/>, admission, <see cref="PrepareForCreate"/>, the system's metadata (uid, times, generated
/// name), <see cref="Validate"/>, <see cref="WarningsOnCreate"/>. For an update: <see cref="Default"/>, admission,
/// <see cref="PrepareForUpdate"/>, <see cref="ValidateUpdate"/>, <see cref="WarningsOnUpdate"/>.
/// </summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/registry/rest/create.go and update.go (v1.36.3).</remarks>
public abstract class ResourceStrategy
{
    /// <summary>Whether PUT of a name that is not there makes the object.</summary>
    public virtual bool AllowsCreateOnUpdate => false;

    /// <summary>Whether PUT without a resourceVersion is taken as it is.</summary>
    public virtual bool AllowsUnconditionalUpdate => true;

    /// <summary>Fills in what the writer left out.</summary>
    public abstract IKubernetesObject Default(IKubernetesObject value);

    /// <summary>The same for a write through a subresource: what comes from the old object in any case need not be filled in.</summary>
    public virtual IKubernetesObject DefaultPart(IKubernetesObject value, IKubernetesObject old) => Default(value);

    /// <summary>Drops what a creator may not set (status) and sets what the server owns (generation).</summary>
    public abstract IKubernetesObject PrepareForCreate(IKubernetesObject value);

    /// <summary>All that is wrong, metadata included; the object has its name and its system metadata.</summary>
    public abstract FieldErrorList Validate(IKubernetesObject value);

    /// <summary>Called last on what goes into the store: what a reader of the store would fill in again (a job without labels has its template's).</summary>
    public virtual IKubernetesObject Canonicalize(IKubernetesObject value) => value;

    public abstract IReadOnlyList<string> WarningsOnCreate(IKubernetesObject value);

    /// <summary>Keeps what this door does not change, and counts the generation.</summary>
    public abstract IKubernetesObject PrepareForUpdate(IKubernetesObject value, IKubernetesObject old);

    /// <summary>All that is wrong with the object and with the step from the old one.</summary>
    public abstract FieldErrorList ValidateUpdate(IKubernetesObject value, IKubernetesObject old);

    public abstract IReadOnlyList<string> WarningsOnUpdate(IKubernetesObject value, IKubernetesObject old);

    /// <summary>The strategy of a subresource that takes the whole object (status, resize, ephemeralcontainers, finalize, approval); null where there is none.</summary>
    public virtual ResourceStrategy? Subresource(string name) => null;
}
