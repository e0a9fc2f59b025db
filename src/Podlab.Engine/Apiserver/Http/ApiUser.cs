using Podlab.Api;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Who asks. Everybody who is known may do everything: there is no authorization.</summary>
public sealed record ApiUser(string Name, ValueList<string> Groups, string? Uid = null)
{
    public static ApiUser Admin { get; } = new("admin", ["system:masters", "system:authenticated"], "admin");

    /// <summary>The administrator under that name, or somebody else who is known.</summary>
    public static implicit operator ApiUser(string name) => name == Admin.Name ? Admin : new ApiUser(name, ["system:authenticated"]);
}
