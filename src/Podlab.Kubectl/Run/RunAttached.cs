using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Delete;
using Podlab.Kubectl.Exec;
using Podlab.Kubectl.Logs;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Run;

/// <summary>Attaches to the pod that <c>run -i</c> made, takes its exit code for its own, and removes it with <c>--rm</c>.</summary>
internal sealed class RunAttached(Invocation call, ResourceObject pod)
{
    public async Task RunAsync()
    {
        try
        {
            await AttachAsync();
        }
        finally
        {
            if (call.Flags.Is("rm")) await RemoveAsync();
        }
    }

    private async Task AttachAsync()
    {
        var running = await WaitAsync(p => Phase(p) is "Succeeded" or "Failed" || (Phase(p) == "Running" && IsReady(p)));
        if (Phase(running) is "Succeeded" or "Failed") await LogAsync(follow: false);
        else
        {
            try
            {
                await Streams.AttachAsync(call, pod.Name, Containers.Default(running).Text("name"), call.Flags.Is("stdin"), call.Flags.Is("tty"), call.Flags.Is("quiet"));
            }
            catch (Exception error) when (error is KubectlError or StatusError)
            {
                call.Err($"warning: couldn't attach to pod/{pod.Name}, falling back to streaming logs: {error.Message}\n");
                await LogAsync(follow: true);
            }
        }

        if (call.Flags.Is("leave-stdin-open") || call.Flags["restart"] != "Never") return;
        Finish(await WaitAsync(p => Phase(p) is "Succeeded" or "Failed"));
    }

    private void Finish(JsonObject ended)
    {
        if (Phase(ended) == "Succeeded") return;
        var terminated = ended.Items("status", "containerStatuses").FirstOrDefault().At("state", "terminated");
        var name = $"pod {call.Namespace}/{pod.Name}";
        if ((terminated.Number("exitCode") ?? 0) == 0) throw new KubectlError($"{name} failed with unknown exit code");
        throw new CommandError($"{name} terminated ({terminated.Text("reason")})\n{terminated.Text("message")}", (int)terminated.Number("exitCode")!.Value);
    }

    private async Task RemoveAsync()
    {
        var options = new DeletionOptions { GracePeriodSeconds = call.Flags.Number("grace-period") };
        try
        {
            var uid = await Deletion.SendAsync(call.Client, pod, options);
            call.Out(string.Create(CultureInfo.InvariantCulture, $"pod {Api.GoText.Quote(pod.Name)} deleted from {pod.Namespace} namespace\n"));
            await Deletion.WaitAsync(call.Client, pod, uid, Deletion.Forever);
        }
        catch (StatusError error) when (error.IsNotFound)
        {
            // Somebody else was faster.
        }
    }

    private Task<JsonObject> WaitAsync(Func<JsonObject, bool> until) => ObjectWaiting.UntilAsync(call, pod, until, call.Flags.Span("pod-running-timeout"));

    private Task LogAsync(bool follow) => LogStream.CopyAsync(call, pod.Path, Containers.Default(pod.Value).Text("name"), follow ? "&follow=true" : "", "");

    private static string Phase(JsonObject pod) => pod.Text("status", "phase");

    private static bool IsReady(JsonObject pod) => pod.Items("status", "conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");
}
