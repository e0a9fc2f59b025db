using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Config;

/// <summary><c>kubectl config</c> and what is below it.</summary>
internal static class ConfigCommand
{
    public static CommandSpec Spec { get; } = new("config", "config SUBCOMMAND", "Modify kubeconfig files")
    {
        HelpToStderr = true,
        Subcommands =
        [
            Of("current-context", "current-context", "Display the current-context", ConfigReads.CurrentContext),
            Of("delete-cluster", "delete-cluster NAME", "Delete the specified cluster from the kubeconfig", call => ConfigWrites.Delete(call, "clusters", "cluster")),
            Of("delete-context", "delete-context NAME", "Delete the specified context from the kubeconfig", call => ConfigWrites.Delete(call, "contexts", "context")),
            Of("delete-user", "delete-user NAME", "Delete the specified user from the kubeconfig", call => ConfigWrites.Delete(call, "users", "user")),
            Of("get-clusters", "get-clusters", "Display clusters defined in the kubeconfig", call => ConfigReads.Names(call, "clusters")),
            Of("get-contexts", "get-contexts [(-o|--output=)name)]", "Describe one or many contexts", ConfigReads.Contexts) with
            {
                Flags = flags => flags.Bool("no-headers", false, "When using the default or custom-column output format, don't print headers.").Text("output", "", "Output format. One of: (name).", 'o'),
            },
            Of("get-users", "get-users", "Display users defined in the kubeconfig", call => ConfigReads.Names(call, "users")),
            Of("rename-context", "rename-context CONTEXT_NAME NEW_NAME", "Rename a context from the kubeconfig file", ConfigWrites.RenameContext),
            Of("set", "set PROPERTY_NAME PROPERTY_VALUE", "Set an individual value in a kubeconfig file", ConfigWrites.Set) with
            {
                Flags = flags => flags.Bool("set-raw-bytes", false, "When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding."),
                Examples =
                [
                    "kubectl config set clusters.my-cluster.server https://1.2.3.4",
                    "kubectl config set clusters.my-cluster.certificate-authority-data $(echo \"cert_data_here\" | base64 -i -)",
                    "kubectl config set contexts.my-context.cluster my-cluster",
                    "kubectl config set users.cluster-admin.client-key-data cert_data_here --set-raw-bytes=true",
                ],
            },
            Of("set-cluster", "set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]", "Set a cluster entry in kubeconfig", ConfigWrites.SetCluster) with
            {
                Flags = flags => flags.Bool("embed-certs", false, "embed-certs for the cluster entry in kubeconfig").Text("proxy-url", "", "proxy-url for the cluster entry in kubeconfig"),
            },
            Of("set-context", "set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]", "Set a context entry in kubeconfig", ConfigWrites.SetContext) with
            {
                Flags = flags => flags.Bool("current", false, "Modify the current context"),
            },
            Of("set-credentials", "set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]", "Set a user entry in kubeconfig", ConfigWrites.SetCredentials),
            Of("unset", "unset PROPERTY_NAME", "Unset an individual value in a kubeconfig file", ConfigWrites.Unset),
            Of("use-context", "use-context CONTEXT_NAME", "Set the current-context in a kubeconfig file", ConfigWrites.UseContext) with { Aliases = ["use"] },
            Of("view", "view", "Display merged kubeconfig settings or a specified kubeconfig file", ConfigReads.View) with
            {
                Flags = flags => OutputFormat.AddTo(flags
                    .Bool("flatten", false, "Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)")
                    .Bool("merge", true, "Merge the full hierarchy of kubeconfig files")
                    .Bool("minify", false, "Remove all information not used by current-context from the output")
                    .Bool("raw", false, "Display raw byte data and sensitive data")),
            },
        ],
    };

    private static CommandSpec Of(string name, string use, string summary, Action<Invocation> run) => new(name, use, summary)
    {
        Run = call =>
        {
            run(call);
            return Task.CompletedTask;
        },
    };

    /// <summary>Prints the command's help on stdout, and then what is wrong.</summary>
    public static KubectlError WithHelp(Invocation call, string message)
    {
        var command = Spec.Find(call.Path[(call.Path.LastIndexOf(' ') + 1)..])!;
        call.Out(HelpText.Of(new ParsedLine(command, call.Path, call.Flags, [], -1, Help: true)));
        return new KubectlError(message);
    }
}
