namespace Podlab.Engine.Faults;

/// <summary>Something that is broken now.</summary>
/// <param name="Target"><c>registry</c>, or a node and its part: <c>node-1 disk</c>.</param>
/// <param name="State">What it is: <c>down</c>, <c>slow 10x</c>, <c>full</c>.</param>
/// <param name="End">The words that mend it: <c>registry up</c>.</param>
/// <param name="Since">The instant it began.</param>
/// <param name="Until">The instant it ends by itself; null: when somebody mends it.</param>
public sealed record Fault(string Target, string State, string End, DateTimeOffset Since, DateTimeOffset? Until)
{
    public override string ToString() => $"{Target} {State}";
}
