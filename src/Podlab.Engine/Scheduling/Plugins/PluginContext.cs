using Podlab.Engine.Apiserver;
using Podlab.Engine.Scheduling.Cache;

namespace Podlab.Engine.Scheduling.Plugins;

/// <summary>What plugins may hold on to.</summary>
internal sealed record PluginContext(ApiServer Api, TimeProvider Clock, ClusterCache Cache);
