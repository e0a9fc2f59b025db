using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Apply;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create -f</c>, and the commands below it that make objects from flags.</summary>
/// <remarks>Follows kubectl/pkg/cmd/create/create.go (v1.36.3).</remarks>
internal static class CreateCommand
{
    public static CommandSpec Spec { get; } = new("create", "create -f FILENAME", "Create a resource from a file or from stdin")
    {
        Group = "Basic Commands (Beginner)",
        Examples = ["kubectl create -f ./pod.json", "cat pod.json | kubectl create -f -", "kubectl create -f registry.yaml --edit -o json"],
        Subcommands = CreateSubcommands.All,
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddValidate(WriteFlags.AddTo(ManifestFiles.AddTo(flags
            .Bool("edit", false, "Edit the API resource before creating.")
            .Text("raw", "", "Raw URI to POST to the server.")
            .Bool("save-config", false, "If true, the configuration of current object will be saved in its annotation.")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Bool("windows-line-endings", false, "Only relevant if --edit=true."),
            "Filename, directory, or URL to files to use to create the resource"), "kubectl-create"))),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var files = ManifestFiles.Of(call.Flags);
        if (!files.Any && call.Flags["raw"].Length == 0)
        {
            if (call.Args.Count > 0) throw new CommandError($"error: unknown command {Api.GoText.Quote(string.Join(' ', call.Args))}\nSee '{call.Path} -h' for help and examples");
            call.Err("Error: must specify one of -f and -k\n\n");
            call.Err(HelpText.Of(new ParsedLine(Spec, call.Path, call.Flags, [], -1, Help: true)));
            throw new QuietExit(1);
        }

        if (call.Args.Count > 0) throw call.UsageError($"Unexpected args: [{string.Join(' ', call.Args)}]");
        if (call.Flags["raw"].Length > 0)
        {
            await RawAsync(call, files);
            return;
        }

        files.Require();
        var dryRun = DryRunFlag.Of(call);
        var query = WriteFlags.Query(call, dryRun);
        if (call.Flags.Is("edit"))
        {
            await Edit.EditOnCreate.RunAsync(call, files, query);
            return;
        }

        var printer = new OutputFormat(call).Printer("created" + DryRunFlag.Suffix(dryRun));
        var set = await new ResourceQuery(call) { Files = files, Args = [], LabelSelector = call.Flags["selector"], Latest = false, Validate = !WriteFlags.Validation(call.Flags).Equals("Ignore", StringComparison.Ordinal) }.RunAsync();
        var count = 0;
        await set.VisitAsync(async item =>
        {
            count++;
            if (call.Flags.Is("save-config")) LastApplied.Set(item.Value);
            if (dryRun != "client")
            {
                try
                {
                    item.Take(await call.Client.PostAsync(item.Collection + query, item.Value));
                }
                catch (StatusError error)
                {
                    throw item.Blame("creating", error);
                }
            }

            call.Out(printer.Print(item.Value));
        });
        if (count == 0) throw new KubectlError("no objects passed to create");
    }

    private static async Task RawAsync(Invocation call, ManifestFiles files)
    {
        if (files.Files.Count != 1) throw new KubectlError("--raw can only use a single local file or stdin");
        var body = files.Files[0] == "-" ? Encoding.UTF8.GetBytes(await call.IO.ReadStdinAsync()) : call.IO.Files.Read(files.Files[0]);
        var answer = await call.Client.RawAsync("POST", call.Flags["raw"], body);
        call.Out(Encoding.UTF8.GetString(answer.Body.Span));
    }

    /// <summary>Creates an object that flags describe, and prints it; the way of every command below <c>create</c>.</summary>
    /// <param name="failure">Put before the server's error: <c>failed to create configmap: </c>.</param>
    public static async Task SubmitAsync(Invocation call, JsonObject value, string failure, string operation = "created")
    {
        var dryRun = DryRunFlag.Of(call);
        var printer = new OutputFormat(call).Printer(operation + DryRunFlag.Suffix(dryRun), typed: true);
        if (call.Flags.Find("save-config") is not null && call.Flags.Is("save-config")) LastApplied.Set(value);
        if (dryRun != "client") value = await PostAsync(call, value, failure, dryRun);
        call.Out(printer.Print(value));
    }

    private static async Task<JsonObject> PostAsync(Invocation call, JsonObject value, string failure, string dryRun)
    {
        var (group, version) = ManifestReader.GroupVersion(Objects.ObjectAccess.Text(value, "apiVersion"));
        var resource = (await call.MapperAsync()).ForKind(group, version, Objects.ObjectAccess.Text(value, "kind"))
            ?? throw new KubectlError($"no matches for kind {Api.GoText.Quote(Objects.ObjectAccess.Text(value, "kind"))} in version {Api.GoText.Quote(Objects.ObjectAccess.Text(value, "apiVersion"))}");
        try
        {
            return await call.Client.PostAsync(resource.Collection(resource.Namespaced ? call.Namespace : "") + WriteFlags.Query(call, dryRun), value);
        }
        catch (StatusError error) when (failure.Length > 0)
        {
            throw new KubectlError(failure + error.Message);
        }
    }
}
