namespace Aether.Tools.LoadGen.Watching;

/// <summary>What a run saw of the chain.</summary>
internal sealed class ChainFacts
{
    // What is left of a full block is less than the next transaction takes.
    private const double FullShare = 0.98;

    private ulong _before;

    /// <summary>Largest payload of the chain, bytes; 0 when unknown.</summary>
    public long PayloadLimit { get; set; }

    /// <summary>Blocks seen with transactions of this run that had no room for more.</summary>
    public long FullBlocks { get; private set; }

    /// <summary>Time of the head when the run started, milliseconds since the Unix epoch.</summary>
    public ulong StartTimeMs { get; set; }

    /// <summary>Its height.</summary>
    public ulong StartHeight { get; set; }

    /// <summary>Time of the final block before the first one that holds something that counts.</summary>
    public ulong FirstFinalTimeMs { get; private set; }

    /// <summary>Time of the last final block that holds something that counts.</summary>
    public ulong LastFinalTimeMs { get; private set; }

    /// <summary>Blocks seen.</summary>
    public long Blocks { get; private set; }

    /// <summary>Blocks seen with transactions of this run.</summary>
    public long OwnBlocks { get; private set; }

    /// <summary>Most transactions of one block.</summary>
    public int LargestBlock { get; private set; }

    /// <summary>Most payload bytes of one block.</summary>
    public long LargestPayload { get; private set; }

    /// <summary>Transactions in blocks that are of somebody else.</summary>
    public long Foreign { get; private set; }

    /// <summary>Blocks that left the chain after they were seen.</summary>
    public long Undone { get; set; }

    /// <summary>Questions to the node.</summary>
    public long Polls { get; set; }

    /// <summary>Questions without an answer.</summary>
    public long Misses { get; set; }

    /// <summary>Questions that the node was too busy for.</summary>
    public long Refused { get; set; }

    /// <summary>Receipts looked at.</summary>
    public long Receipts { get; set; }

    /// <summary>Most transactions in the node's pool.</summary>
    public long MempoolPeak { get; set; }

    /// <summary>Highest price, Q32.32.</summary>
    public ulong PricePeak { get; set; }

    /// <summary>Notes a block that was seen.</summary>
    public void Note(SeenBlock block, int own)
    {
        Blocks++;
        OwnBlocks += own > 0 ? 1 : 0;
        FullBlocks += own > 0 && PayloadLimit > 0 && block.PayloadBytes >= FullShare * PayloadLimit ? 1 : 0;
        LargestBlock = Math.Max(LargestBlock, block.Transactions.Count);
        LargestPayload = Math.Max(LargestPayload, block.PayloadBytes);
        Foreign += block.Transactions.Count - own;
    }

    /// <summary>Notes a final block.</summary>
    public void NoteFinal(SeenBlock block, int counted)
    {
        if (counted > 0)
        {
            FirstFinalTimeMs = FirstFinalTimeMs == 0 ? Math.Max(_before, StartTimeMs) : FirstFinalTimeMs;
            LastFinalTimeMs = Math.Max(LastFinalTimeMs, block.TimestampMs);
        }
        _before = block.TimestampMs;
    }
}
