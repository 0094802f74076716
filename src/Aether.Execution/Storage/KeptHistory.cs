using Aether.Core.Codec;

namespace Aether.Execution.Storage;

/// <summary>What of the past a store has.</summary>
/// <param name="Retention">What it is to keep.</param>
/// <param name="OldestBlock">Lowest height whose block and receipts are there.</param>
/// <param name="OldestState">
/// Lowest height whose state can be read; <see cref="NoState"/> when none before the final one can.
/// </param>
public sealed record KeptHistory(Retention Retention, ulong OldestBlock, ulong OldestState) : IAceValue<KeptHistory>
{
    /// <summary>No past state is kept.</summary>
    public const ulong NoState = ulong.MaxValue;

    /// <summary>What a chain that starts at a block has.</summary>
    public static KeptHistory From(ulong height, Retention retention) =>
        new(retention, height, retention.KeepsStates ? height : NoState);

    /// <summary>The same store with another retention. What is too much goes later, in steps.</summary>
    /// <param name="retention">What is to be kept from now on.</param>
    /// <param name="applied">Height the store has whole: past states are kept from here on at the soonest.</param>
    public KeptHistory With(Retention retention, ulong applied)
    {
        ulong begun = OldestState == NoState ? applied : OldestState;
        return new KeptHistory(retention, OldestBlock, retention.KeepsStates ? begun : NoState);
    }

    /// <summary>What a retention asks for and this store does not have; null when it has all.</summary>
    /// <param name="head">Height of the final head.</param>
    public string? Missing(ulong head)
    {
        List<string> missing = [];
        if (Retention.KeepsAllBlocks && OldestBlock > 0)
        {
            missing.Add($"the blocks below {OldestBlock}");
        }
        if (Retention.KeepsStates && OldestState > Retention.FirstState(head))
        {
            missing.Add($"the states below {Math.Min(OldestState, head)}");
        }
        return missing.Count == 0 ? null : string.Join(" and ", missing);
    }

    /// <inheritdoc/>
    public static KeptHistory Decode(ref AceReader reader) =>
        new(Retention.Decode(ref reader), reader.U64(), reader.U64());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Retention.Encode(writer);
        writer.U64(OldestBlock);
        writer.U64(OldestState);
    }
}
