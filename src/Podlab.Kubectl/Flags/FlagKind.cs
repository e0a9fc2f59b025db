namespace Podlab.Kubectl.Flags;

internal enum FlagKind
{
    Text,
    Bool,
    Int,
    Duration,

    /// <summary>Given several times; each value as it is.</summary>
    TextList,

    /// <summary>Given several times, and each value may hold several with commas between them.</summary>
    TextSlice,
}
