using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Node.Feed;

namespace Aether.NodeTests.Feed;

/// <summary>Blocks that differ by their view alone.</summary>
internal static class TestBlocks
{
    public const ulong ChainTag = 0x1122334455667788;

    public static FeedBlock Genesis { get; } = Create(0, 0, Hash256.Zero);

    public static FeedBlock Child(FeedBlock parent, ulong view) => Create(parent.Height + 1, view, parent.Hash);

    private static FeedBlock Create(ulong height, ulong view, Hash256 parent) => new(
        new Header
        {
            Epoch = 0,
            View = view,
            Height = height,
            ParentHash = parent,
            Justify = QuorumCertificate.Root(0, 0, parent),
            TimestampMs = 1_000 + view,
            Proposer = 0,
            LeadKind = LeadKind.Backup,
            VrfProof = default,
            PayloadRoot = Hash256.Zero,
            PayloadBytes = 9,
            StateRoot = Hash256.Zero,
            ReceiptsRoot = Hash256.Zero,
        },
        [],
        EncodedReceipts.Empty);
}
