using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Apiserver.Reading;
using Podlab.Engine.Apiserver.Watching;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>get, list, watch: out of snapshots, on any thread.</summary>
internal sealed class ReadHandlers(ApiServer server, ObjectEncoding encoding)
{
    public ApiResponse Get(RequestContext context)
    {
        var resource = context.Target.Resource;
        var version = ListReader.ParseVersion(context.Query.First("resourceVersion") ?? "");
        if (version > server.Store.ResourceVersion) throw ListReader.TooLarge(version, server.Store.ResourceVersion);
        var stored = server.Store.Find(StorageKinds.Of(resource), context.Namespace, context.Name) ?? throw ApiException.NotFound(resource, context.Name);
        return encoding.Object(context, 200, stored);
    }

    public ApiResponse List(RequestContext context)
    {
        var options = ListOptions.Read(context.Query, context.Target.Resource);
        return encoding.List(context, server.Lists.List(context.Target.Resource, context.Target.Namespace, options));
    }

    public ApiResponse Watch(RequestContext context)
    {
        var resource = context.Target.Resource;
        if (context.Representation.Yaml) throw Representation.NoStream();
        var options = ListOptions.Read(context.Query, resource);
        ListReader.ParseVersion(options.ResourceVersion);
        var encoder = new WatchEncoder(server.Clock, resource, context.Representation, context.Query.First("includeObject"));
        var stream = new WatchStream(server.Store, server.Watches, server.Clock, resource, context.Target.Namespace, options, encoder);
        return new ApiResponse { Code = 200, Warnings = context.Warnings, Stream = stream.Run(CancellationToken.None) };
    }
}
