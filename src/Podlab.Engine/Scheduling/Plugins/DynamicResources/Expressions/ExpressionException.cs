namespace Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

/// <summary>An expression asks for what a value does not have or cannot do.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
