using Aether.Core.Codec;

namespace Aether.Execution.Storage;

/// <summary>What a node keeps of the past. Headers, epoch proofs and the places of transactions always stay.</summary>
/// <param name="Profile">What was asked for, by name.</param>
/// <param name="States">Blocks below the final head whose states stay readable.</param>
/// <param name="Epochs">Epochs whose blocks, receipts and finality proofs stay, the current one included.</param>
public sealed record Retention(PruningProfile Profile, ulong States, uint Epochs) : IAceValue<Retention>
{
    /// <summary>Fewest epochs of blocks: whoever is one epoch behind still finds its next block.</summary>
    public const uint MinEpochs = 2;

    /// <summary>Everything.</summary>
    public static Retention Archive => new(PruningProfile.Archive, ulong.MaxValue, uint.MaxValue);

    /// <summary>All blocks, and the states of an hour or two.</summary>
    public static Retention Full => new(PruningProfile.Full, 10_000, uint.MaxValue);

    /// <summary>All blocks, and no state but the final one.</summary>
    public static Retention BlocksOnly => Full with { States = 0 };

    /// <summary>What a validator needs.</summary>
    public static Retention Minimal => new(PruningProfile.Minimal, 0, MinEpochs);

    /// <summary>Past states are kept at all.</summary>
    public bool KeepsStates => States > 0;

    /// <summary>All blocks are kept.</summary>
    public bool KeepsAllBlocks => Epochs == uint.MaxValue;

    /// <summary>Lowest height whose state is asked for below a final head.</summary>
    public ulong FirstState(ulong head) => head - Math.Min(head, States);

    /// <inheritdoc/>
    public static Retention Decode(ref AceReader reader)
    {
        byte profile = reader.U8();
        ulong states = reader.U64();
        uint epochs = reader.U32();
        reader.Require(profile <= (byte)PruningProfile.Minimal && epochs >= MinEpochs);
        return new Retention((PruningProfile)profile, states, epochs);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8((byte)Profile);
        writer.U64(States);
        writer.U32(Epochs);
    }
}
