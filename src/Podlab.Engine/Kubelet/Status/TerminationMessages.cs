using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>The last words of a container: from its message file, or from the end of its log.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_container.go getTerminationMessage (v1.36.3).</remarks>
internal sealed class TerminationMessages(IContainerRuntime runtime)
{
    private const int MaxFileBytes = 4096;
    private const int MaxPodBytes = 12 * 1024;
    private const int MaxLogBytes = 2048;
    private const int MaxLogLines = 80;

    public string Read(PodSpec spec, Container container, ContainerRuntimeStatus instance)
    {
        var message = FromFile(container, instance);
        if (message.Length == 0 && container.TerminationMessagePolicy == "FallbackToLogsOnError" && instance.ExitCode != 0) message = FromLog(instance);
        if (instance.Message.Length > 0) message = message.Length == 0 ? instance.Message : $"{instance.Message}: {message}";
        return Shorten(message, MaxPodBytes / Math.Max(1, spec.Containers.Count + spec.InitContainers.Count + spec.EphemeralContainers.Count));
    }

    /// <summary>The messages of a pod share what its status has room for; each gets as much as the others (status_manager.go normalizeStatus).</summary>
    private static string Shorten(string message, int bytes)
    {
        if (message.Length <= bytes && Encoding.UTF8.GetByteCount(message) <= bytes) return message;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message).AsSpan(0, bytes));
    }

    private string FromFile(Container container, ContainerRuntimeStatus instance)
    {
        if (instance.StartedAt is null) return "";
        var path = string.IsNullOrEmpty(container.TerminationMessagePath) ? "/dev/termination-log" : container.TerminationMessagePath;
        return runtime.ReadFile(instance.Id, path, MaxFileBytes) is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes) : "";
    }

    private string FromLog(ContainerRuntimeStatus instance)
    {
        if (runtime.Log(instance.Id) is not { } log) return "";
        var text = new StringBuilder();
        for (var i = Math.Max(0, log.Lines.Count - MaxLogLines); i < log.Lines.Count; i++)
        {
            text.Append(log.Lines[i].Text);
            if (!log.Lines[i].Partial) text.Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return bytes.Length <= MaxLogBytes ? text.ToString() : Encoding.UTF8.GetString(bytes.AsSpan(bytes.Length - MaxLogBytes));
    }
}
