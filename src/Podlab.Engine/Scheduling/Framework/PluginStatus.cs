namespace Podlab.Engine.Scheduling.Framework;

/// <summary>A plugin's answer other than yes: a code, the reasons in Kubernetes' words, the plugin. Success is null.</summary>
/// <remarks>Immutable; plugins keep one for each fixed refusal, so that refusing a thousand nodes makes no garbage.</remarks>
public sealed class PluginStatus(StatusCode code, string plugin, params string[] reasons)
{
    public StatusCode Code { get; } = code;

    public string Plugin { get; } = plugin;

    public IReadOnlyList<string> Reasons { get; } = reasons;

    /// <summary>The reasons, joined as messages join them.</summary>
    public string Message => string.Join(", ", Reasons);

    public bool IsSkip => Code == StatusCode.Skip;

    /// <summary>Whether the pod was refused, unlike a failure of the scheduler itself.</summary>
    public bool IsRejected => Code is StatusCode.Unschedulable or StatusCode.UnschedulableAndUnresolvable or StatusCode.Pending;

    public static PluginStatus Unschedulable(string plugin, params string[] reasons) => new(StatusCode.Unschedulable, plugin, reasons);

    public static PluginStatus Unresolvable(string plugin, params string[] reasons) => new(StatusCode.UnschedulableAndUnresolvable, plugin, reasons);

    public static PluginStatus Skip(string plugin) => new(StatusCode.Skip, plugin);

    public static PluginStatus Error(string plugin, string why) => new(StatusCode.Error, plugin, why);
}
