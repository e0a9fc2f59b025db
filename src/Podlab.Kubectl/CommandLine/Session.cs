using Podlab.Kubectl.Client;

namespace Podlab.Kubectl.CommandLine;

/// <summary>The world of one command.</summary>
internal sealed class Session(KubectlIO io, ApiClient client, KubeContext context, string @namespace, bool enforce)
{
    private RestMapper? mapper;

    public KubectlIO IO { get; } = io;

    public ApiClient Client { get; } = client;

    public KubeContext Context { get; } = context;

    public string Namespace { get; } = @namespace;

    /// <summary>Whether <c>--namespace</c> was given, so that manifests may not name another.</summary>
    public bool NamespaceEnforced { get; } = enforce;

    /// <summary>What was found wrong in manifests.</summary>
    public List<ManifestProblem> Problems { get; } = [];

    public async Task<RestMapper> MapperAsync() =>
        mapper ??= new RestMapper(await Discovery.ResourcesAsync(Client), text => Client.Warn([text]));
}
