namespace Podlab.Cli.Doctor;

/// <param name="Found">What is there, with its version or place; null: it is absent.</param>
/// <param name="IsNeeded">Whether the chapters cannot run without it.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Remedy">How to get it.</param>
internal sealed record HealthCheck(string Name, string? Found, bool IsNeeded, string Purpose, string Remedy);
