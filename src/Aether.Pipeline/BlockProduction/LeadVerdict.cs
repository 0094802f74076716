namespace Aether.Pipeline.BlockProduction;

/// <summary>What to do with an own proposal.</summary>
internal enum LeadVerdict
{
    /// <summary>Nobody stands before it.</summary>
    Go,

    /// <summary>Somebody who stands before it may still come.</summary>
    Wait,

    /// <summary>A valid block that stands before it is here.</summary>
    Yield,
}
