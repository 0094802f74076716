namespace Aether.Node.Rpc.Submissions;

/// <summary>What a look at a submission says while the door is shut.</summary>
internal enum BidVerdict : byte
{
    /// <summary>Pending ones bid more, or it is none.</summary>
    Behind = 0,

    /// <summary>It bids more than every pending one.</summary>
    Leads = 1,

    /// <summary>The node has it: pending or final.</summary>
    Had = 2,
}
