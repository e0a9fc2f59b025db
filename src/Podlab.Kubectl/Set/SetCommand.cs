using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Set;

/// <summary><c>kubectl set</c> and what is below it.</summary>
internal static class SetCommand
{
    public static CommandSpec Spec { get; } = new("set", "set SUBCOMMAND", "Set specific features on objects")
    {
        Group = "Basic Commands (Beginner)",
        HelpToStderr = true,
        Subcommands =
        [
            new("env", "env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N", "Update environment variables on a pod template")
            {
                Examples = ["kubectl set env deployment/registry STORAGE_DIR=/local", "kubectl set env deployment/sample-build --list", "kubectl set env --from=secret/mysecret deployment/myapp", "kubectl set env deployments --all ENV-"],
                Flags = flags => Common(flags)
                    .Text("containers", "*", "The names of containers in the selected pod templates to change - may use wildcards", 'c')
                    .List("env", "Specify a key-value pair for an environment variable to set into each container.", 'e')
                    .Text("from", "", "The name of a resource from which to inject environment variables")
                    .Slice("keys", "Comma-separated list of keys to import from specified resource")
                    .Bool("list", false, "If true, display the environment and any changes in the standard format.")
                    .Bool("overwrite", true, "If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.")
                    .Text("prefix", "", "Prefix to append to variable names")
                    .Bool("resolve", false, "If true, show secret or configmap references when listing variables"),
                Run = call => new SetEnvironment(call).RunAsync(),
            },
            new("image", "image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N", "Update the image of a pod template")
            {
                Examples = ["kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1", "kubectl set image deployments,rc nginx=nginx:1.9.1 --all", "kubectl set image daemonset abc *=nginx:1.9.1"],
                Flags = flags => Common(flags),
                Run = SetImage.RunAsync,
            },
            new("resources", "resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]", "Update resource requests/limits on objects with pod templates")
            {
                Examples = ["kubectl set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi", "kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi"],
                Flags = flags => Common(flags)
                    .Text("containers", "*", "The names of containers in the selected pod templates to change - may use wildcards", 'c')
                    .Text("limits", "", "The resource requirement limits for this container.")
                    .Text("requests", "", "The resource requirement requests for this container."),
                Run = SetResources.RunAsync,
            },
            new("selector", "selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]", "Set the selector on a resource")
            {
                Examples = ["kubectl set selector service my-svc app=my-app"],
                Flags = flags => Common(flags).Text("resource-version", "", "If non-empty, the selectors update will only succeed if this is the current resource-version for the object."),
                Run = SetSmall.SelectorAsync,
            },
            new("serviceaccount", "serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT", "Update the service account of a resource")
            {
                Aliases = ["sa"],
                Examples = ["kubectl set serviceaccount deployment nginx-deployment serviceaccount1"],
                Flags = flags => Common(flags),
                Run = SetSmall.ServiceAccountAsync,
            },
            new("subject", "subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]", "Update the user, group, or service account in a role binding or cluster role binding")
            {
                Examples = ["kubectl set subject clusterrolebinding admin --serviceaccount=namespace:serviceaccount1", "kubectl set subject rolebinding admin --user=user1 --user=user2 --group=group1"],
                Flags = flags => Common(flags)
                    .Slice("group", "Groups to bind to the role")
                    .Slice("serviceaccount", "Service accounts to bind to the role")
                    .Slice("user", "Usernames to bind to the role"),
                Run = SetSmall.SubjectAsync,
            },
        ],
    };

    private static FlagSet Common(FlagSet flags) => OutputFormat.AddTo(WriteFlags.AddTo(ManifestFiles.AddTo(flags
        .Bool("all", false, "Select all resources, in the namespace of the specified resource types")
        .Bool("local", false, "If true, it will NOT contact api-server but run locally.")
        .Text("selector", "", "Selector (label query) to filter on.", 'l'),
        "identifying the resource to get from a server."), "kubectl-set"));
}
