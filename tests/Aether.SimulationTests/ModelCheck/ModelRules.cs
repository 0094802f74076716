using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.SimulationTests.ModelCheck;

/// <summary>The production predicates on numbered records and blocks, each distinct question asked once.</summary>
internal sealed class ModelRules
{
    private const int Refused = -1;
    private const int Unasked = 0;
    private const int NoTimeout = 7;
    // Questions about one record or one block: one for each block and kind, blocks being numbered from the root.
    private const int MaxBlocks = 128;

    private readonly ConsensusRules _rules;
    private readonly List<SafetyRecord> _records = [];
    private readonly Dictionary<SafetyRecord, int> _recordNumbers = [];
    private readonly List<Header> _blocks = [];
    private readonly List<int> _parents = [];
    private readonly Dictionary<int, int> _blockNumbers = [];
    // By question, record or block: the answer of each block or view, shifted by two so that zero is unasked.
    private readonly List<int[]>[] _answers = [[], [], [], [], []];

    public ModelRules(ConsensusRules rules)
    {
        _rules = rules;
        Header genesis = NewHeader(0, 0, QuorumCertificate.Root(0, 0, Hash256.Zero), null);
        _blocks.Add(genesis);
        _parents.Add(0);
        Number(SafetyRecord.Initial(CertificateOf(genesis)));
    }

    /// <summary>View of a block.</summary>
    public int ViewOf(int block) => (int)_blocks[block].View;

    /// <summary>Parent of a block.</summary>
    public int ParentOf(int block) => _parents[block];

    /// <summary>True when a weight is a quorum.</summary>
    public bool IsQuorum(int votes, int validators) => _rules.IsQuorum((uint)votes, (uint)validators);

    /// <summary>The block at a view and slot on a parent.</summary>
    public int Block(int view, int slot, int parent)
    {
        int key = (((view * 2) + slot) * 256) + parent;
        if (!_blockNumbers.TryGetValue(key, out int number))
        {
            number = _blocks.Count;
            _blocks.Add(NewHeader(view, slot, CertificateOf(_blocks[parent]), null));
            _parents.Add(parent);
            _blockNumbers.Add(key, number);
        }
        return number;
    }

    /// <summary>
    /// True when a block may be proposed; <paramref name="timeoutHigh"/> below zero means without a TC.
    /// </summary>
    public bool IsJustified(int block, int timeoutHigh)
    {
        ref int known = ref Answer(0, block, timeoutHigh < 0 ? NoTimeout : timeoutHigh);
        if (known == Unasked)
        {
            Header header = _blocks[block];
            QuorumCertificate high = header.Justify with { View = (ulong)Math.Max(0, timeoutHigh) };
            TimeoutCertificate? timeout = timeoutHigh < 0
                ? null
                : new TimeoutCertificate(0, header.View - 1, [], default, high);
            known = _rules.IsJustified(header with { Timeout = timeout }) ? 3 : 1;
        }
        return known == 3;
    }

    /// <summary>The record after a prevote.</summary>
    public bool TryPrevote(int record, int block, out int next)
    {
        next = Answer(1, record, block) - 2;
        if (next == Unasked - 2)
        {
            Header header = _blocks[block];
            next = _rules.MayPrevote(_records[record], header.View, header.Hash)
                ? Number(_rules.AfterPrevote(_records[record], header))
                : Refused;
            Answer(1, record, block) = next + 2;
        }
        return next != Refused;
    }

    /// <summary>The record after a precommit.</summary>
    public bool TryPrecommit(int record, int block, out int next)
    {
        next = Answer(2, record, block) - 2;
        if (next == Unasked - 2)
        {
            Header header = _blocks[block];
            next = _rules.MayPrecommit(_records[record], header.View, header.Hash)
                ? Number(_rules.AfterPrecommit(_records[record], CertificateOf(header)))
                : Refused;
            Answer(2, record, block) = next + 2;
        }
        return next != Refused;
    }

    /// <summary>The record after a timeout.</summary>
    public bool TryTimeout(int record, int view, out int next)
    {
        next = Answer(3, record, view) - 2;
        if (next == Unasked - 2)
        {
            next = _rules.MayTimeout(_records[record], (ulong)view)
                ? Number(_rules.AfterTimeout(_records[record], (ulong)view))
                : Refused;
            Answer(3, record, view) = next + 2;
        }
        return next != Refused;
    }

    /// <summary>View of the lock in a record.</summary>
    public int LockOf(int record) => (int)_records[record].HighCertificate.View;

    /// <summary>True when two certified blocks make the first final.</summary>
    public bool IsTwoChain(int block, int child)
    {
        ref int known = ref Answer(4, block, child);
        if (known == Unasked)
        {
            known = _rules.IsTwoChain(_blocks[block], _blocks[child]) ? 3 : 1;
        }
        return known == 3;
    }

    private ref int Answer(int question, int subject, int other)
    {
        List<int[]> rows = _answers[question];
        while (rows.Count <= subject)
        {
            rows.Add(new int[MaxBlocks]);
        }
        return ref rows[subject][other];
    }

    private static QuorumCertificate CertificateOf(Header header) =>
        new(VoteKind.Prevote, 0, header.View, header.Hash, [1], default);

    private static Header NewHeader(int view, int slot, QuorumCertificate justify, TimeoutCertificate? timeout) => new()
    {
        Epoch = 0,
        View = (ulong)view,
        Height = 0,
        ParentHash = justify.BlockHash,
        Justify = justify,
        Timeout = timeout,
        TimestampMs = (ulong)slot,
        Proposer = 0,
        LeadKind = LeadKind.Vrf,
        VrfProof = default,
        PayloadRoot = Hash256.Zero,
        PayloadBytes = 0,
        StateRoot = Hash256.Zero,
        ReceiptsRoot = Hash256.Zero,
    };

    private int Number(SafetyRecord record)
    {
        if (!_recordNumbers.TryGetValue(record, out int number))
        {
            number = _records.Count;
            _records.Add(record);
            _recordNumbers.Add(record, number);
        }
        return number;
    }
}
