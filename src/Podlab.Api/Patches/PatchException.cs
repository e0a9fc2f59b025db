using Podlab.Api.Model;

namespace Podlab.Api.Patches;

/// <summary>A patch that cannot be applied; carries the Status that the server answers.</summary>
internal sealed class PatchException(Status status) : Exception(status.Message)
{
    public Status Status { get; } = status;
}
