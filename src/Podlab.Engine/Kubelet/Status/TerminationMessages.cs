using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Status;

/// <summary>The last words of a container: from its message file, or from the end of its log.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_container.go getTerminationMessage (v1.36.3).</remarks>
internal sealed class TerminationMessages(IContainerRuntime runtime)
{
    private const int MaxFileBytes = 4096;
    private const int MaxLogBytes = 2048;
    private const int MaxLogLines = 80;

    public string Read(Container container, ContainerRuntimeStatus instance)
    {
        var message = FromFile(container, instance);
        if (message.Length == 0 && container.TerminationMessagePolicy == "FallbackToLogsOnError" && instance.ExitCode != 0) message = FromLog(instance);
        if (instance.Message.Length == 0) return message;
        return message.Length == 0 ? instance.Message : $"{instance.Message}: {message}";
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
