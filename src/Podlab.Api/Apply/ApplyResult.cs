using System.Text.Json.Nodes;
using Podlab.Api.Model;

namespace Podlab.Api.Apply;

/// <summary>The object that an apply makes, or why it makes none.</summary>
/// <param name="Object">The merged object with its managed fields, not yet decoded, defaulted or validated.</param>
/// <param name="IsUnchanged">Whether neither the object nor its owners change.</param>
public sealed record ApplyResult(JsonObject? Object, bool IsUnchanged, Status? Error)
{
    internal static ApplyResult Failed(Status error) => new(null, false, error);
}
