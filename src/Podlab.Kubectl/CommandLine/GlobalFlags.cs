using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.CommandLine;

/// <summary>Flags that every command takes.</summary>
internal static class GlobalFlags
{
    public static void Add(FlagSet flags)
    {
        var global = new FlagSet()
            .Text("as", "", "Username to impersonate for the operation.")
            .List("as-group", "Group to impersonate for the operation.")
            .Text("as-uid", "", "UID to impersonate for the operation.")
            .List("as-user-extra", "User extras to impersonate for the operation.")
            .Text("cache-dir", "$HOME/.kube/cache", "Default cache directory.")
            .Text("certificate-authority", "", "Path to a certificate of the authority.")
            .Text("client-certificate", "", "Path to a client certificate for TLS.")
            .Text("client-key", "", "Path to a client key for TLS.")
            .Text("cluster", "", "The name of the kubeconfig cluster to use.")
            .Text("context", "", "The name of the kubeconfig context to use.")
            .Bool("disable-compression", false, "Do not ask for compressed answers.")
            .Bool("insecure-skip-tls-verify", false, "Do not check the server's certificate.")
            .Text("kubeconfig", "", "Path to the kubeconfig file to use.")
            .Text("kuberc", "", "Path to the kuberc file to use.")
            .Duration("log-flush-frequency", "5s", "Maximum time between log flushes.")
            .Bool("match-server-version", false, "Require the server's version to match the client's.")
            .Text("namespace", "", "The namespace of this request.", 'n')
            .Text("password", "", "Password for basic authentication.")
            .Text("profile", "none", "Name of a profile to capture.")
            .Text("profile-output", "profile.pprof", "File to write the profile to.")
            .Text("request-timeout", "0", "How long to wait for a single request; 0: without end.")
            .Text("server", "", "The address of the API server.", 's')
            .Text("tls-server-name", "", "Server name to check the certificate for.")
            .Text("token", "", "Bearer token for authentication.")
            .Text("user", "", "The name of the kubeconfig user to use.")
            .Text("username", "", "Username for basic authentication.")
            .Int("v", 0, "Number for the log level verbosity.", 'v')
            .Text("vmodule", "", "Log levels per file.")
            .Bool("warnings-as-errors", false, "Treat warnings as errors.");
        foreach (var flag in global.All)
        {
            if (flags.Find(flag.Name) is not null) continue;
            flags.Add(flag.Shorthand != 0 && flags.Find(flag.Shorthand) is not null ? flag with { Shorthand = '\0' } : flag);
        }
    }

    public static IReadOnlyList<Flag> All
    {
        get
        {
            var flags = new FlagSet();
            Add(flags);
            return flags.All;
        }
    }
}
