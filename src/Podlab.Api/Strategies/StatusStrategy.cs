using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies;

/// <summary>A subresource of the same type: most of the object comes from the old one, a part from the writer.</summary>
/// <param name="whole">The kind's own strategy, for its defaults.</param>
/// <param name="keep">Makes the new object of the written and the old one.</param>
internal sealed class StatusStrategy<T>(ResourceStrategy<T> whole, Func<T, T, T> keep, Action<FieldErrorList, T, T>? validate = null) : ResourceStrategy<T>
    where T : class, IKubernetesObject<T>
{
    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    protected override T Default(T value) => (T)whole.Default((IKubernetesObject)value);

    protected override T PrepareForUpdate(T value, T old) => keep(value, old);

    /// <summary>What is allowed in this part but hardly meant.</summary>
    public Func<T, List<string>?>? Warn { get; init; }

    protected override void ValidateUpdate(FieldErrorList errors, T value, T old) => validate?.Invoke(errors, value, old);

    protected override void AddWarnings(ref List<string>? warnings, T value, T? old) => warnings = Warn?.Invoke(value);
}
