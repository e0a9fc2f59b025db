namespace Podlab.Engine.Apiserver.Requests;

/// <summary>Which verb a method means at an address.</summary>
internal static class Verbs
{
    /// <exception cref="ApiException">MethodNotAllowed.</exception>
    public static string Of(string method, RequestTarget target, QueryString query)
    {
        var verb = method switch
        {
            "GET" when target.Name is not null => "get",
            "GET" => RequestOptions.Boolean(query, "watch") == true ? "watch" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" when target.Name is not null => "delete",
            "DELETE" => "deletecollection",
            _ => "",
        };
        if (target.Subresource is { } subresource) return subresource.Verbs.Contains(verb) ? verb : throw ApiException.MethodNotAllowed();
        if (!target.Resource.Verbs.Contains(verb)) throw ApiException.MethodNotAllowed();
        var fits = verb switch
        {
            // Objects are made in the collection of their namespace, and changed by name.
            "create" => target.Name is null && (!target.Resource.Namespaced || target.Namespace is not null),
            "update" or "patch" => target.Name is not null,
            "deletecollection" => !target.Resource.Namespaced || target.Namespace is not null,
            _ => true,
        };
        return fits ? verb : throw ApiException.MethodNotAllowed();
    }
}
