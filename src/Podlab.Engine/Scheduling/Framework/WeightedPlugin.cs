namespace Podlab.Engine.Scheduling.Framework;

/// <summary>A line of the registry: a plugin and, where it scores, the weight of its scores.</summary>
public sealed record WeightedPlugin(IPlugin Plugin, int Weight = 1);
