using System.Runtime.CompilerServices;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>The checkers: they see every signature, message and final block, and share no code with the core.</summary>
public sealed class SafetyOracle
{
    private readonly Simulation _simulation;
    private readonly SignatureLedger _signatures;
    private readonly EpochOracle _epochs;
    private readonly Dictionary<(ushort Key, uint Epoch), VoterMemory> _memories = [];
    private readonly Dictionary<Hash256, Header> _headers = [];
    private readonly Dictionary<ulong, Hash256> _final = [];
    private readonly Dictionary<ulong, long> _finalTimes = [];
    private readonly Dictionary<ulong, long> _proposalTimes = [];
    private ConsensusMessage? _lastSent;
    private SimulatedNode? _lastSender;

    internal SafetyOracle(Simulation simulation)
    {
        _simulation = simulation;
        _signatures = new SignatureLedger(simulation.Genesis);
        _signatures.Begin(simulation.FirstEpoch);
        _epochs = new EpochOracle(simulation);
        _headers.Add(simulation.GenesisHeader.Hash, simulation.GenesisHeader);
        _final.Add(0, simulation.GenesisHeader.Hash);
    }

    /// <summary>Time from the first signature of a final block's header to its first finality, by view.</summary>
    public IEnumerable<long> FinalityTimesUs => _finalTimes
        .Where(entry => _proposalTimes.ContainsKey(entry.Key))
        .Select(entry => entry.Value - _proposalTimes[entry.Key]);

    /// <summary>Views whose block is final on some node.</summary>
    public int FinalViews => _finalTimes.Count;

    /// <summary>Epochs that began on some node, the first included.</summary>
    public int Epochs => _epochs.Count;

    /// <summary>The header of a block that was ever signed.</summary>
    public Header? FindHeader(Hash256 hash) => _headers.GetValueOrDefault(hash);

    /// <summary>A signature is about to be made.</summary>
    public void Signed(SimulatedNode node, SignRequest request)
    {
        switch (request)
        {
            case HeaderSignRequest header:
                OnHeader(node, header.Header);
                break;
            case VoteSignRequest vote:
                OnVote(node, vote);
                break;
            case TimeoutSignRequest timeout:
                OnTimeout(node, timeout);
                break;
        }
    }

    /// <summary>A node begins an epoch.</summary>
    public void Started(SimulatedNode node, EpochContext epoch)
    {
        if (!node.IsHonest)
        {
            return;
        }
        _simulation.Coverage.Add(RareEvent.EpochBegan);
        _simulation.Coverage.Add(RareEvent.EpochBeganWhileCut, _simulation.Network.AnyCut);
        Hash256? FinalHash(ulong height) => _final.TryGetValue(height, out Hash256 hash) ? hash : null;
        Header? parent = _headers.GetValueOrDefault(epoch.RootHeader.ParentHash);
        if (_epochs.Begin(node, epoch, FinalHash, parent))
        {
            _signatures.Begin(epoch);
        }
    }

    /// <summary>A message leaves an honest node: whatever it proves must be true.</summary>
    public void Sent(SimulatedNode node, ConsensusMessage message)
    {
        if (ReferenceEquals(message, _lastSent) && ReferenceEquals(node, _lastSender))
        {
            return;
        }
        _lastSent = message;
        _lastSender = node;
        if (message.Proposal is { } proposal)
        {
            Require(proposal.Header.Justify);
            Require(proposal.Header.Timeout);
        }
        else if (message.Timeout is { } timeout)
        {
            Require(timeout.HighCertificate);
            Require(timeout.Entry);
        }
        else if (message.Entry is { } entry)
        {
            Require(entry);
        }
        else if (message.Commit is { } commit)
        {
            Require(commit);
        }
        else if (message.EpochProof is { } epoch)
        {
            CheckProof(epoch.Closing, epoch.Finality);
        }
    }

    /// <summary>A node calls blocks final.</summary>
    public void Finalized(SimulatedNode node, Finalize final)
    {
        if (!node.IsHonest)
        {
            return;
        }
        Header parent = node.Disk.Finalized;
        foreach (FinalizedBlock block in final.Blocks)
        {
            Header header = block.Block.Header;
            Check(header.ParentHash == parent.Hash && header.Height == parent.Height + 1, "I-2",
                $"node {node.Endpoint} put height {header.Height} on height {parent.Height}");
            Check(SimulatedLedger.IsValid(parent, block.Block), "I-8", $"final block {header.Hash} is not valid");
            Check(!_epochs.IsHelper(header), "I-23", $"the helper block of view {header.View} is called final");
            CheckProof(header, block.Proof);
            _simulation.Coverage.Count(block.Proof);
            Commit(header.Hash);
            if (_finalTimes.TryAdd(header.View, _simulation.NowUs))
            {
                _simulation.Liveness.Finalized();
            }
            parent = header;
        }
    }

    /// <summary>A node blames a peer.</summary>
    public void Penalised(SimulatedNode node, PenalisePeer penalty)
    {
        _simulation.Coverage.Penalties += node.IsHonest ? 1 : 0;
        bool honest = !_simulation.Settings.Byzantine.ContainsKey(penalty.Peer);
        // A changed packet would not pass the transport's tag; here it may, and its sender is blamed.
        Check(!node.IsHonest || !honest || node.HeardCorrupted(penalty.Peer), "I-20",
            $"node {node.Endpoint} blamed the honest validator {penalty.Peer}: {penalty.Reason}");
    }

    /// <summary>A node found or received evidence that convicts.</summary>
    public void Convicted(SimulatedNode node, EvidenceFound found)
    {
        _simulation.Coverage.Equivocations += node.IsHonest ? 1 : 0;
        Check(found.Convictions.Count > 0, "I-15", $"node {node.Endpoint} shows evidence against nobody");
        foreach (Conviction conviction in found.Convictions)
        {
            int validator = _simulation.Genesis.Validators.IndexOf(conviction.Validator);
            bool honest = !_simulation.Settings.Byzantine.ContainsKey((ushort)validator);
            Check(!honest, "I-15", $"node {node.Endpoint} convicted the honest validator {validator}: {conviction}");
        }
    }

    /// <summary>I-24: what is written to the safety log never takes anything back.</summary>
    public void Recorded(SimulatedNode node, SafetyRecord? before, SafetyRecord after)
    {
        if (!node.IsHonest || before is null || before.Epoch < after.Epoch)
        {
            return;
        }
        bool grows = before.Epoch == after.Epoch && before.ProposedView <= after.ProposedView
            && before.PrevotedView <= after.PrevotedView && before.PrecommittedView <= after.PrecommittedView
            && before.TimedOutView <= after.TimedOutView
            && before.HighCertificate.View <= after.HighCertificate.View;
        Check(grows, "I-24", $"node {node.Endpoint} lowers its safety record");
    }

    /// <summary>A node stopped for good.</summary>
    public void Halted(SimulatedNode node, string reason) =>
        Check(!node.IsHonest, "I-19", $"node {node.Endpoint} halted: {reason}");

    private static void Check(
        bool holds, string checker, [InterpolatedStringHandlerArgument(nameof(holds))] ref UnlessText message)
    {
        if (!holds)
        {
            throw new SimulationViolationException(checker, message.ToString());
        }
    }

    private static void Once<TKey>(Dictionary<TKey, Hash256> known, TKey key, Hash256 hash, SimulatedNode node)
        where TKey : notnull
    {
        if (!known.TryAdd(key, hash))
        {
            Check(known[key] == hash, "I-3", $"node {node.Endpoint} signed two blocks for {key}");
        }
    }

    private void OnHeader(SimulatedNode node, Header header)
    {
        _headers.TryAdd(header.Hash, header);
        if (!node.IsHonest)
        {
            return;
        }
        _simulation.Coverage.Count(header);
        _simulation.Coverage.Add(RareEvent.TimeoutGroupsDiffer, header.Timeout?.Groups.Length > 1);
        _simulation.Coverage.HelperProposals += _epochs.IsHelper(header) ? 1 : 0;
        Once(MemoryOf(node, header.Epoch).Proposals, header.View, header.Hash, node);
        bool isFirst = _proposalTimes.TryAdd(header.View, _simulation.NowUs);
        _simulation.Coverage.Add(RareEvent.TwoHonestProposals, !isFirst);
        _simulation.Coverage.Add(RareEvent.ProposalLongAfterParent, header.View > header.Justify.View + 10);
        Check(IsRecorded(node, header.Epoch, node.Disk.Safety?.ProposedView >= header.View), "I-7",
            $"a proposal is signed before it is recorded");
        Check(IsJustified(header), "I-5", $"node {node.Endpoint} proposes {header.View} on {header.Justify.View}");
    }

    private void OnVote(SimulatedNode node, VoteSignRequest vote)
    {
        if (node.IsHonest)
        {
            VoterMemory memory = MemoryOf(node, vote.Epoch);
            Once(memory.Votes, (vote.View, vote.Kind), vote.BlockHash, node);
            if (vote.Kind == VoteKind.Prevote)
            {
                CheckPrevote(node, memory, vote);
            }
            else
            {
                CheckPrecommit(node, memory, vote);
            }
        }
        bool completes = _signatures.AddVote(node.Validator, vote.Epoch, vote.Kind, vote.View, vote.BlockHash);
        if (completes && vote.Kind == VoteKind.Precommit)
        {
            CommitCertified(vote.BlockHash);
        }
        else if (completes && _headers.TryGetValue(vote.BlockHash, out Header? child)
            && _headers.TryGetValue(child.ParentHash, out Header? parent) && child.View == parent.View + 1
            && child.Epoch == parent.Epoch && _signatures.IsCertified(parent.Epoch, parent.View, parent.Hash))
        {
            CommitCertified(parent.Hash);
        }
    }

    // R3 and R2 against the memory of this checker.
    private void CheckPrevote(SimulatedNode node, VoterMemory memory, VoteSignRequest vote)
    {
        Check(_headers.TryGetValue(vote.BlockHash, out Header? header) && header.View == vote.View
            && header.Epoch == vote.Epoch && header.View > _epochs.RootViewOf(vote.Epoch), "I-5",
            $"{Who(node, vote)} for a block of another view");
        Check(IsJustified(header!), "I-5", $"{Who(node, vote)} on a justification of view {header!.Justify.View}");
        Check(_headers.TryGetValue(header!.ParentHash, out Header? parent) && header.Height == parent.Height + 1
            && header.TimestampMs >= parent.TimestampMs + (ulong)_simulation.Settings.Timing.SlotMs, "I-5",
            $"{Who(node, vote)} for a block that does not follow its parent");
        Check(vote.View > memory.LastTimeout, "I-5",
            $"{Who(node, vote)} after the timeout of view {memory.LastTimeout}");
        Check(vote.View >= memory.LastPrevote, "I-5", $"{Who(node, vote)} after view {memory.LastPrevote}");
        memory.LastPrevote = vote.View;
        memory.Lock = Math.Max(memory.Lock, header.Justify.View);
        Check(IsRecorded(node, vote.Epoch, node.Disk.Safety?.PrevotedView >= vote.View
            && node.Disk.Safety.HighCertificate.View >= memory.Lock)
            && node.Disk.Find(vote.BlockHash) is not null, "I-7", $"{Who(node, vote)} before it is recorded");
    }

    private static string Who(SimulatedNode node, VoteSignRequest vote) =>
        $"node {node.Endpoint} {(vote.Kind == VoteKind.Prevote ? "prevotes" : "precommits")} in view {vote.View}";

    private static string Who(SimulatedNode node, TimeoutSignRequest timeout) =>
        $"node {node.Endpoint} gives up view {timeout.View} with certificate {timeout.HighView}";

    // R4.
    private void CheckPrecommit(SimulatedNode node, VoterMemory memory, VoteSignRequest vote)
    {
        _simulation.Coverage.Add(RareEvent.PrecommitAfterLeaving, node.Core?.CurrentView > vote.View + 1);
        Check(_signatures.IsCertified(vote.Epoch, vote.View, vote.BlockHash), "I-5",
            $"{Who(node, vote)} without a certificate");
        Check(vote.View > memory.LastTimeout, "I-5",
            $"{Who(node, vote)} after the timeout of view {memory.LastTimeout}");
        memory.Lock = Math.Max(memory.Lock, vote.View);
        Check(IsRecorded(node, vote.Epoch, node.Disk.Safety?.PrecommittedView >= vote.View
            && node.Disk.Safety.HighCertificate.View >= vote.View), "I-7", $"{Who(node, vote)} before it is recorded");
    }

    // R5.
    private void OnTimeout(SimulatedNode node, TimeoutSignRequest timeout)
    {
        if (node.IsHonest)
        {
            _simulation.Coverage.Timeouts++;
            _simulation.Coverage.Add(RareEvent.TimeoutWithOldCertificate, timeout.HighView + 1 < timeout.View);
            VoterMemory memory = MemoryOf(node, timeout.Epoch);
            Check(timeout.View >= Math.Max(memory.LastPrevote, memory.LastTimeout), "I-5",
                $"{Who(node, timeout)} after voting in {memory.LastPrevote}");
            Check(timeout.HighView >= memory.Lock && timeout.HighView < timeout.View, "I-5",
                $"{Who(node, timeout)} below its lock {memory.Lock}");
            _simulation.Coverage.Add(RareEvent.PrevoteThenTimeout, memory.LastPrevote == timeout.View);
            memory.LastPrevote = timeout.View;
            memory.LastTimeout = timeout.View;
            Check(IsRecorded(node, timeout.Epoch, node.Disk.Safety?.TimedOutView >= timeout.View), "I-7",
                $"{Who(node, timeout)} before it is recorded");
        }
        _signatures.AddTimeout(node.Validator, timeout.Epoch, timeout.View, timeout.HighView);
    }

    // R2(i) and (ii), written a second time.
    private bool IsJustified(Header header)
    {
        QuorumCertificate justify = header.Justify;
        if (justify.BlockHash != header.ParentHash || justify.View >= header.View
            || justify.Kind != VoteKind.Prevote || !_signatures.Exists(justify) || justify.Epoch != header.Epoch)
        {
            return false;
        }
        if (header.Timeout is not { } timeout)
        {
            return justify.View + 1 == header.View;
        }
        return timeout.View + 1 == header.View && _signatures.Exists(timeout)
            && timeout.Groups.All(group => group.HighView <= justify.View);
    }

    private void Require(EntryCertificate entry)
    {
        if (entry.Quorum is { } quorum)
        {
            Require(quorum);
        }
        Require(entry.Timeout);
    }

    private void Require(QuorumCertificate certificate) =>
        Check(_signatures.Exists(certificate), "I-4",
            $"a {certificate.Kind} certificate of view {certificate.View} names validators that did not sign");

    private void Require(TimeoutCertificate? certificate) =>
        Check(certificate is null || _signatures.Exists(certificate), "I-4",
            $"a timeout certificate of view {certificate?.View} names validators that did not sign");

    // I-6: the proof shows a commit certificate or two consecutive certified blocks at the end of the path.
    private void CheckProof(Header header, FinalityProof? finality)
    {
        if (finality is not { } proof)
        {
            return;
        }
        Header certified = header;
        foreach (Header next in proof.Path)
        {
            Check(next.ParentHash == certified.Hash, "I-6", $"the path of a finality proof is broken");
            certified = next;
        }
        bool holds = Names(proof.Certificate, certified) && (proof.Certificate.Kind == VoteKind.Precommit
            ? proof.Child is null
            : proof.Child is { } child && proof.ChildCertificate is { Kind: VoteKind.Prevote } certificate
                && child.ParentHash == certified.Hash && child.View == certified.View + 1
                && Names(certificate, child));
        Check(holds, "I-6", $"block {header.Hash} is called final without a proof");
    }

    // R9: what is certified above the closing block makes the closing block final, and only that.
    private void CommitCertified(Hash256 hash)
    {
        while (_headers.TryGetValue(hash, out Header? header) && _epochs.IsHelper(header))
        {
            hash = header.ParentHash;
        }
        Commit(hash);
    }

    private VoterMemory MemoryOf(SimulatedNode node, uint epoch)
    {
        if (!_memories.TryGetValue((node.Validator, epoch), out VoterMemory? memory))
        {
            memory = new VoterMemory();
            _memories.Add((node.Validator, epoch), memory);
        }
        return memory;
    }

    // The record on disk allows the signature; one of a later epoch says that the older one was there before it.
    private static bool IsRecorded(SimulatedNode node, uint epoch, bool allows) =>
        node.Disk.Safety is { } record && (record.Epoch > epoch || (record.Epoch == epoch && allows));

    private bool Names(QuorumCertificate certificate, Header header) =>
        certificate.BlockHash == header.Hash && certificate.View == header.View
        && _signatures.Exists(certificate);

    // I-1: all final blocks, also those whose certificate nobody put together yet, are on one chain.
    private void Commit(Hash256 hash)
    {
        while (_headers.TryGetValue(hash, out Header? header))
        {
            if (!_final.TryAdd(header.Height, hash))
            {
                Check(_final[header.Height] == hash, "I-1", $"two blocks of height {header.Height} are final");
                return;
            }
            hash = header.ParentHash;
        }
        throw new SimulationViolationException("I-1", $"block {hash} is final but was never proposed");
    }
}
