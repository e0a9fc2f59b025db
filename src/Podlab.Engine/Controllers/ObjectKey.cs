namespace Podlab.Engine.Controllers;

/// <summary>What a controller is told: only a name. It reads the world itself, so it does not matter how often or why it was woken.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
