namespace Podlab.Api.Strategies;

/// <summary>Which checks of metadata a kind makes on update, beyond those that every update has.</summary>
[Flags]
public enum MetadataChecks
{
    None = 0,

    /// <summary>The step from the old metadata to the new.</summary>
    Step = 1,

    /// <summary>The new metadata by themselves.</summary>
    Whole = 2,
}
