using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.DefaultBinder;

/// <summary>Writes the binding through the API.</summary>
internal sealed class DefaultBinderPlugin(ApiServer api) : IBindPlugin
{
    public string Name => PluginNames.DefaultBinder;

    public PluginStatus? Bind(CycleState state, PodInfo pod, string nodeName)
    {
        try
        {
            api.Meet("scheduler");
            api.Bind(pod.Namespace, pod.Name, pod.Uid, nodeName);
            return null;
        }
        catch (ApiException refused)
        {
            return PluginStatus.Error(Name, refused.Message);
        }
    }
}
