namespace Aether.Consensus.LightClient;

/// <summary>What made a light client stop believing.</summary>
public enum FreezeReason : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Two blocks of one height were both shown final.</summary>
    ConflictingFinality = 1,

    /// <summary>Evidence convicts more than a third of the stake of signing on both sides of a fork.</summary>
    ConvictedStake = 2,
}
