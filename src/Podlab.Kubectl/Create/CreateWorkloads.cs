using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create job</c> and <c>kubectl create cronjob</c>.</summary>
internal static class CreateWorkloads
{
    public static CommandSpec Job { get; } = new("job", "job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]", "Create a job with the specified name")
    {
        Examples = ["kubectl create job my-job --image=busybox", "kubectl create job my-job --image=busybox -- date", "kubectl create job test-job --from=cronjob/a-cronjob"],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("from", "", "The name of the resource to create a Job from (only cronjob is supported).")
            .Text("image", "", "Image name to run.")),
        Run = JobAsync,
    };

    public static CommandSpec CronJob { get; } = new("cronjob", "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]", "Create a cron job with the specified name")
    {
        Aliases = ["cj"],
        Examples = ["kubectl create cronjob my-job --image=busybox --schedule=\"*/1 * * * *\"", "kubectl create cronjob my-job --image=busybox --schedule=\"*/1 * * * *\" -- date"],
        Flags = flags => CreateFlags.AddTo(flags
            .Text("image", "", "Image name to run.", required: true)
            .Text("restart", "", "job's restart policy. supported values: OnFailure, Never")
            .Text("schedule", "", "A schedule in the Cron format the job should be run with.", required: true)),
        Run = CronJobAsync,
    };

    private static async Task JobAsync(Invocation call)
    {
        var (name, command) = Split(call);
        var (image, from) = (call.Flags["image"], call.Flags["from"]);
        if ((image.Length == 0) == (from.Length == 0)) throw new KubectlError("either --image or --from must be specified");
        if (command.Count > 0 && from.Length > 0) throw new KubectlError("cannot specify --from and command");
        var value = CreateFlags.Head(call, "batch/v1", "Job", name);
        if (from.Length > 0)
        {
            await FromCronJobAsync(call, value, from);
        }
        else
        {
            value["spec"] = new JsonObject { ["template"] = Template(name, image, command, "Never") };
            value["status"] = new JsonObject();
        }

        await CreateCommand.SubmitAsync(call, value, "failed to create job: ");
    }

    private static async Task FromCronJobAsync(Invocation call, JsonObject value, string from)
    {
        var source = (await new ResourceQuery(call) { Args = from.Contains('/', StringComparison.Ordinal) ? [from] : [from, ""] }.RunAsync()).OrThrow();
        if (source.Count != 1) throw new KubectlError("from must be an existing cronjob");
        if (source[0].Resource.Kind != "CronJob") throw new KubectlError("unknown object type *unstructured.Unstructured: --from must be a cronjob");
        var cron = source[0].Value;
        var metadata = value.Ensure("metadata");
        if (cron.At("spec", "jobTemplate", "metadata", "labels") is { } labels) metadata["labels"] = labels.DeepClone();
        var annotations = cron.At("spec", "jobTemplate", "metadata", "annotations")?.DeepClone() as JsonObject ?? [];
        annotations["cronjob.kubernetes.io/instantiate"] = "manual";
        metadata["annotations"] = annotations;
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "CronJob",
            ["name"] = cron.Name(),
            ["uid"] = cron.Text("metadata", "uid"),
            ["controller"] = true,
        });
        value["spec"] = cron.At("spec", "jobTemplate", "spec")?.DeepClone();
        value["status"] = new JsonObject();
    }

    private static Task CronJobAsync(Invocation call)
    {
        var (name, command) = Split(call);
        var value = CreateFlags.Head(call, "batch/v1", "CronJob", name);
        var restart = call.Flags["restart"].Length > 0 ? call.Flags["restart"] : "OnFailure";
        value["spec"] = new JsonObject
        {
            ["schedule"] = call.Flags["schedule"],
            ["jobTemplate"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name },
                ["spec"] = new JsonObject { ["template"] = Template(name, call.Flags["image"], command, restart) },
            },
        };
        value["status"] = new JsonObject();
        return CreateCommand.SubmitAsync(call, value, "failed to create cronjob: ");
    }

    private static (string Name, List<string> Command) Split(Invocation call)
    {
        var names = call.DashAt < 0 ? call.Args : call.Args.Take(call.DashAt).ToList();
        if (names.Count != 1) throw call.UsageError($"exactly one NAME is required, got {names.Count}");
        return (names[0], call.DashAt < 0 ? [] : [.. call.Args.Skip(call.DashAt)]);
    }

    private static JsonObject Template(string name, string image, List<string> command, string restart)
    {
        var container = new JsonObject { ["name"] = name, ["image"] = image };
        if (command.Count > 0) container["command"] = new JsonArray([.. command.Select(c => (JsonNode)c)]);
        container["resources"] = new JsonObject();
        return new JsonObject { ["metadata"] = new JsonObject(), ["spec"] = new JsonObject { ["containers"] = new JsonArray(container), ["restartPolicy"] = restart } };
    }
}
