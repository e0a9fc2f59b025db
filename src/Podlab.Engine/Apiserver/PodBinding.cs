using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver;

/// <summary>The subresource pods/binding: gives a pod its node.</summary>
public static class PodBinding
{
    /// <param name="uid">Precondition: the pod must have this uid; empty: any.</param>
    /// <exception cref="ApiException">NotFound; Conflict where the pod has a node already, is going, or is another of the same name.</exception>
    public static Pod Bind(this ApiServer api, string @namespace, string name, string uid, string nodeName) => api.Bindings.Bind(
        new WriteRequest { Resource = api.Of<Pod>().Resource, Subresource = "binding", Namespace = @namespace, Name = name, FieldManager = "kube-scheduler" },
        new Binding { Metadata = new ObjectMeta { Namespace = @namespace, Name = name, Uid = uid }, Target = new ObjectReference { Kind = "Node", Name = nodeName } });
}
