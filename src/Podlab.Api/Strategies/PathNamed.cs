using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies;

/// <summary>A kind without rules of its own, named by anything that can stand in a URL's path: what says who may do what.</summary>
internal sealed class PathNamed<T> : ResourceStrategy<T>
    where T : class, IKubernetesObject<T>
{
    public override bool AllowsCreateOnUpdate => true;

    protected override NameForm NameForm => NameForm.PathSegment;
}
