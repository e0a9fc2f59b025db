using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver;

/// <summary>A change of an object as a watcher inside the cluster sees it.</summary>
/// <param name="Object">The new version; for a deletion the last one.</param>
/// <param name="Old">The version before; null for an addition.</param>
public sealed record WatchEvent<T>(StoreChangeType Type, T Object, T? Old)
    where T : class;
