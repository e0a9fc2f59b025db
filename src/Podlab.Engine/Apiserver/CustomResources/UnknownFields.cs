using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>Tells clients of fields of custom objects that will be dropped, as strictly as they ask.</summary>
internal static class UnknownFields
{
    public static void Tell(RequestContext context, IKubernetesObject value)
    {
        if (context.Target.Resource is not CustomResourceInfo custom || context.Query.First("fieldValidation") is "Ignore") return;
        var complaints = custom.Structure.Prune(Definition.Tree(value)).Select(path => $"unknown field {GoText.Quote(path)}").ToList();
        if (complaints.Count == 0) return;
        if (context.Query.First("fieldValidation") == "Strict") throw KindHead.CannotHandle(custom.Kind.Kind, custom.Version, custom.Kind, "strict decoding error: " + string.Join(", ", complaints));
        context.Warnings.AddRange(complaints);
    }
}
