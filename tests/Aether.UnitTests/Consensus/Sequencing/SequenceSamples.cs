using Aether.Consensus.Sequencing;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.UnitTests.Consensus.Sequencing;

/// <summary>Honest records and the headers they belong to.</summary>
internal static class SequenceSamples
{
    public const ushort Proposer = 3;

    public static readonly Hash256 ChainHash = Id(200);

    public static readonly Hash256 Parent = Id(201);

    public static Hash256 Id(byte fill) => new(Enumerable.Repeat(fill, Hash256.Bytes).ToArray());

    /// <summary>A block of these transactions.</summary>
    public static Header Header(ulong view, params Hash256[] transactions) => new()
    {
        Epoch = 0,
        View = view,
        Height = 5,
        ParentHash = Parent,
        Justify = QuorumCertificate.Root(0, 0, Parent),
        TimestampMs = 5_000,
        Proposer = Proposer,
        LeadKind = LeadKind.Backup,
        VrfProof = default,
        PayloadRoot = MerkleTree.Root([.. transactions.Select(id => MerkleTree.LeafHash(id.Span))]),
        PayloadBytes = 4,
        StateRoot = Id(1),
        ReceiptsRoot = Id(2),
    };

    /// <summary>What an honest leader writes for it: one transaction in between is left out.</summary>
    public static List<SequenceEntry> Entries(Header header, params Hash256[] transactions)
    {
        ulong tick = header.View * 1_000_000;
        List<SequenceEntry> entries = [new(header.View, tick, SequenceKind.Begin, 0, header.ParentHash)];
        foreach (Hash256 id in transactions)
        {
            entries.Add(new SequenceEntry(header.View, tick += 250, SequenceKind.Admit, 0, id));
        }
        entries.Add(new SequenceEntry(header.View, tick += 40, SequenceKind.Skip, 7, Id(99)));
        entries.Add(new SequenceEntry(header.View, tick += 900, SequenceKind.Built, 0, header.PayloadRoot));
        entries.Add(new SequenceEntry(header.View, tick + 5_000, SequenceKind.Sealed, 0, header.Hash));
        return entries;
    }

    public static List<SlotSequence> Build(IEnumerable<SequenceEntry> entries)
    {
        SequenceBuilder builder = new(ChainHash, Proposer);
        List<SlotSequence> finished = [];
        foreach (SequenceEntry entry in entries)
        {
            builder.Add(entry, finished);
        }
        return finished;
    }

    public static SlotSequence Honest(Header header, params Hash256[] transactions) =>
        Build(Entries(header, transactions)).Single();

    /// <summary>The same slot with other steps and a chain that fits them.</summary>
    public static SlotSequence Rechain(SlotSequence original, params SequenceStep[] steps)
    {
        Hash256 head = SequenceChain.Start(
            original.GenesisHash, original.Previous, original.View, original.Proposer, original.StartNs);
        foreach (SequenceStep step in steps)
        {
            head = SequenceChain.Extend(head, step);
        }
        return original with { Steps = steps, Head = head };
    }
}
