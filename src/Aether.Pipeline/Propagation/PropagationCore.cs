using Aether.Consensus.Epochs;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Da.Turbine;

namespace Aether.Pipeline.Propagation;

/// <summary>Payloads as shreds at one node: sends its own, relays and assembles those of others.</summary>
/// <remarks>
/// A state machine without clock, threads or connections. A block begins with its head, which comes over a stream from
/// the leader; shreds that are faster wait for it. Every shred is verified before it is kept or passed on, and passed
/// on once; one that was asked for is not passed on.
/// <b>Threads</b>: one at a time. <b>Errors</b>: no bytes throw; who sends what only a faulty peer sends is reported.
/// </remarks>
internal sealed class PropagationCore
{
    private const long BudgetMs = 100;

    private readonly Genesis _genesis;
    private readonly ShredParts _parts;
    private readonly Address? _own;
    private readonly IConsensusCryptoFactory _crypto;
    private readonly IPropagationOutlet _outlet;
    private readonly ShredPublisher _publisher;
    private readonly BlockRepair _repair;
    private readonly HeldShreds _held;
    private readonly Dictionary<(ulong View, ushort Proposer), OpenBlock> _open = [];
    private readonly ushort[] _targets = new ushort[Limits.Consensus.MaxValidators];
    private readonly HeldShreds.Taker _takeHeld;
    private PropagationEpoch? _epoch;
    private long _nowMs;
    private long _budgetMs;

    /// <summary>Creates one that knows of no epoch yet.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="own">This validator; null for an observer.</param>
    /// <param name="peers">Numbers of peers are below this.</param>
    /// <param name="parts">Keys and choices.</param>
    /// <param name="crypto">Checks claims of leaders and payloads.</param>
    /// <param name="outlet">Where everything goes.</param>
    public PropagationCore(
        Genesis genesis,
        Address? own,
        int peers,
        ShredParts parts,
        IConsensusCryptoFactory crypto,
        IPropagationOutlet outlet)
    {
        _genesis = genesis;
        _own = own;
        _parts = parts;
        _crypto = crypto;
        _outlet = outlet;
        _publisher = new ShredPublisher(parts, outlet, Counters);
        _repair = new BlockRepair(_publisher, outlet, Counters);
        _held = new HeldShreds(peers);
        _takeHeld = (peer, shred) => OnShred(peer, shred, mayRelay: true);
    }

    /// <summary>What it came to. Any thread reads.</summary>
    public ShredCounters Counters { get; } = new();

    /// <summary>True while payloads are missing.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Says where the chain stands; another epoch forgets the shreds of the one before.</summary>
    public void Advance(EpochContext epoch, ulong finalView, ulong currentView)
    {
        if (_epoch?.Number != epoch.Epoch)
        {
            _open.Clear();
            _epoch = new PropagationEpoch(_genesis, epoch, _own, _crypto.Create(epoch), _parts.PeerOf ?? PeerOfGenesis);
        }
        _epoch.Advance(finalView, currentView);
        foreach (((ulong View, ushort Proposer) key, OpenBlock block) in _open)
        {
            if (_epoch.Shreds.Find(key.View, key.Proposer) != block.Shreds)
            {
                _open.Remove(key);
            }
            else if (key.View <= finalView)
            {
                block.Heads.ForEach(head => head.IsDone = true);
            }
        }
    }

    /// <summary>Sends an own proposal to everyone.</summary>
    public void Publish(long nowMs, ReadOnlyMemory<byte> message)
    {
        _nowMs = nowMs;
        _publisher.Publish(message, _epoch);
    }

    /// <summary>Takes a head.</summary>
    public void OnHead(long nowMs, ushort peer, ReadOnlySpan<byte> message)
    {
        _nowMs = nowMs;
        if (!ProposalHead.TryDecode(message, out ProposalHead? head))
        {
            _outlet.Report(peer);
            return;
        }
        Header header = head!.Header;
        if (_epoch is not { } epoch || header.Epoch != epoch.Number || !IsInWindow(epoch, header.View)
            || header.Proposer == epoch.OwnIndex || header.PayloadBytes > Limits.Block.MaxPayloadBytes)
        {
            return;
        }
        OpenBlock? open = _open.GetValueOrDefault((header.View, header.Proposer));
        if (open is not null && (open.Find(header.Hash) is not null || open.Heads.Count == Limits.Shred.MaxHeads))
        {
            return;
        }
        if (header.Proposer >= epoch.Validators.Count
            || !head.Statement.Verify(_genesis.Hash, epoch.Validators[header.Proposer].ShredKey, head.Signature)
            || !epoch.IsLeader(header))
        {
            _outlet.Report(peer);
            return;
        }
        Open(epoch, head, peer, open);
    }

    /// <summary>Notes that consensus was given a whole block, so that nothing more of it is asked for.</summary>
    public void OnWhole(ReadOnlySpan<byte> message)
    {
        AceReader reader = new(message);
        _ = reader.U8();
        SignedHeader header = SignedHeader.Decode(ref reader);
        if (!reader.Failed
            && _open.TryGetValue((header.Header.View, header.Header.Proposer), out OpenBlock? block)
            && block.Find(header.Header.Hash) is { IsDone: false } head)
        {
            head.IsDone = true;
            Counters.BlocksWhole++;
        }
    }

    /// <summary>Takes a datagram.</summary>
    public void OnDatagram(long nowMs, ushort peer, ReadOnlySpan<byte> datagram)
    {
        _nowMs = nowMs;
        switch (datagram.IsEmpty ? (byte)0 : datagram[0])
        {
            case BlockRepair.AnswerTag:
                Counters.RepairsTaken++;
                OnShred(peer, datagram[1..], mayRelay: false);
                break;
            case BlockRepair.RequestTag when RepairRequest.TryDecode(datagram[1..], out RepairRequest request):
                _repair.Answer(peer, request, FindOpen(request.BlockHash), nowMs);
                break;
            default:
                OnShred(peer, datagram, mayRelay: true);
                break;
        }
    }

    /// <summary>Does what is due. To be called every few hundredths of a second.</summary>
    public void Tick(long nowMs)
    {
        _nowMs = nowMs;
        IsWaiting = false;
        if (_epoch is not { } epoch)
        {
            return;
        }
        if (nowMs - _budgetMs >= BudgetMs)
        {
            _budgetMs = nowMs;
            epoch.Shreds.Tick();
            epoch.RefreshPeers();
            _held.Forget(nowMs - Limits.Shred.HeldMs);
        }
        foreach (OpenBlock block in _open.Values)
        {
            if (block.IsWaiting)
            {
                IsWaiting = true;
                _repair.Ask(block, epoch, nowMs);
            }
        }
    }

    private static bool IsInWindow(PropagationEpoch epoch, ulong view) => view > epoch.FinalView
        && (view <= epoch.CurrentView || view - epoch.CurrentView <= Limits.Shred.MaxFutureViews);

    private ushort? PeerOfGenesis(Address address)
    {
        int index = _genesis.Validators.IndexOf(address);
        return index < 0 ? null : (ushort)index;
    }

    private OpenBlock? FindOpen(Hash256 hash)
    {
        foreach (OpenBlock block in _open.Values)
        {
            if (block.Find(hash) is not null)
            {
                return block;
            }
        }
        return null;
    }

    private void Open(PropagationEpoch epoch, ProposalHead head, ushort peer, OpenBlock? open)
    {
        Header header = head.Header;
        (ulong View, ushort Proposer) key = (header.View, header.Proposer);
        OpenHead waiting = new(head, peer, _nowMs);
        if (open is not null)
        {
            open.Heads.Add(waiting);
        }
        else
        {
            PublicKey shredKey = epoch.Validators[header.Proposer].ShredKey;
            ShredSource source = new(header.Epoch, header.View, header.Proposer, shredKey, head.Profile);
            if (!epoch.Shreds.TryOpen(source))
            {
                return;
            }
            open = new OpenBlock(epoch.Shreds.Find(header.View, header.Proposer)!, waiting);
            _open[key] = open;
        }
        Counters.Heads++;
        IsWaiting = true;
        _held.Release(header.View, header.Proposer, _takeHeld);
        TryDeliver(epoch, open);
    }

    private void OnShred(ushort peer, ReadOnlySpan<byte> bytes, bool mayRelay)
    {
        if (_epoch is not { } epoch)
        {
            return;
        }
        ShredOutcome outcome = epoch.Shreds.Accept(bytes, peer, _nowMs);
        switch (outcome)
        {
            case ShredOutcome.Malformed or ShredOutcome.BadProof or ShredOutcome.BadSignature:
                Counters.ShredsBad++;
                _outlet.Report(peer);
                return;
            case ShredOutcome.UnknownProposer when mayRelay:
                Hold(epoch, peer, bytes);
                return;
            case > ShredOutcome.SetInvalid:
                Counters.ShredsUnused++;
                return;
            default:
                break;
        }
        Counters.ShredsTaken++;
        _ = ShredView.TryDecode(bytes, out ShredView shred);
        if (mayRelay)
        {
            Relay(epoch, peer, shred);
        }
        if (!_open.TryGetValue((shred.View, shred.Proposer), out OpenBlock? block))
        {
            return;
        }
        if (outcome is ShredOutcome.Equivocation or ShredOutcome.SetInvalid && !block.IsReported)
        {
            block.IsReported = true;
            Counters.FaultyLeaders++;
            ReportLeader(epoch, shred.Proposer);
        }
        if (outcome is ShredOutcome.SetCompleted && ++block.CompleteSets >= block.Sets)
        {
            TryDeliver(epoch, block);
        }
    }

    private void Hold(PropagationEpoch epoch, ushort peer, ReadOnlySpan<byte> bytes)
    {
        _ = ShredView.TryDecode(bytes, out ShredView shred);
        bool isHeld = shred.Epoch == epoch.Number && shred.Proposer < epoch.Validators.Count
            && shred.Proposer != epoch.OwnIndex
            && _held.TryAdd(shred.View, shred.Proposer, peer, bytes, _nowMs);
        Counters.ShredsHeld += isHeld ? 1 : 0;
        Counters.ShredsUnused += isHeld ? 0 : 1;
    }

    // With one relay for each shred only what comes from the leader itself can be this node's to pass on.
    private void Relay(PropagationEpoch epoch, ushort peer, ShredView shred)
    {
        if (epoch.OwnIndex < 0
            || (epoch.Tree.Count - 2 <= epoch.Tree.FanOut && epoch.PeerOf(shred.Proposer) != peer))
        {
            return;
        }
        ShredPlace place = new(shred.View, shred.Proposer, shred.SetIndex, (byte)shred.Shard);
        int count = 0;
        foreach (ushort validator in epoch.Tree.TargetsOf(place, epoch.OwnIndex))
        {
            if (epoch.PeerOf(validator) is { } target)
            {
                _targets[count++] = target;
            }
        }
        if (count > 0)
        {
            Counters.ShredsRelayed++;
            _outlet.Send(_targets.AsSpan(0, count), shred.Bytes);
        }
    }

    private void ReportLeader(PropagationEpoch epoch, ushort proposer)
    {
        if (epoch.PeerOf(proposer) is { } leader)
        {
            _outlet.Report(leader);
        }
    }

    private void TryDeliver(PropagationEpoch epoch, OpenBlock block)
    {
        foreach (OpenHead head in block.Heads)
        {
            if (head.IsDone || !block.Shreds.TryReadPayload(head.Head.Commitment, out byte[] payload))
            {
                continue;
            }
            head.IsDone = true;
            if (!epoch.IsPayloadOf(head.Head.Header, payload))
            {
                Counters.FaultyLeaders++;
                ReportLeader(epoch, head.Head.Header.Proposer);
                continue;
            }
            byte[] variants = new byte[block.Shreds.Layout.MaxSets];
            _ = block.Shreds.TryFindChain(head.Head.Commitment, variants, out int sets);
            head.Variants = variants[..sets];
            Counters.BlocksAssembled++;
            Counters.BlocksUnrepaired += head.IsRepaired ? 0 : 1;
            Counters.Delivery.Add(_nowMs - head.SinceMs);
            _outlet.Deliver(head.Peer, head.Head.EncodeWhole(payload));
        }
    }
}
