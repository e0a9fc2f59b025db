namespace Podlab.Engine.Faults;

/// <summary>What the words of a fault have come to.</summary>
/// <param name="Target">As in <see cref="Fault.Target"/>.</param>
/// <param name="State">As in <see cref="Fault.State"/>.</param>
/// <param name="End">The words that mend it.</param>
/// <param name="IsActive">Whether something is broken now; false: it was mended.</param>
internal readonly record struct FaultOutcome(string Target, string State, string End, bool IsActive);
