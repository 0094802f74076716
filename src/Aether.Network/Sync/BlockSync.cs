using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>
/// Fetches final blocks that a node lacks: headers in order with proofs, payloads from all peers at once.
/// </summary>
/// <remarks>
/// A header range must continue the final chain and is believed by its proof; a payload is believed by the commitment
/// in its header. So whoever gives something wrong is known at once and named, and nobody else loses by it. Peers that
/// are slow or have nothing are left alone for a while; nobody is asked for more than four things at a time.
/// <b>Threads</b>: one. <b>Errors</b>: nothing that a peer sends throws.
/// </remarks>
public sealed class BlockSync
{
    private readonly IFinalityVerifier _verifier;
    private readonly SyncPeers _peers;
    private readonly Queue<SyncEffect> _effects = new();
    private readonly List<BlockSlot> _window = [];
    private ulong _tipHeight;
    private Hash256 _tipHash;
    private ulong _appliedHeight;
    private ulong _deliveredHeight;
    private bool _awaitsEpoch;
    private int _lacking;

    /// <summary>Starts from a final block.</summary>
    /// <param name="height">Its height.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="verifier">Judges certificates.</param>
    /// <param name="seed">Decides whom to ask among equals.</param>
    public BlockSync(ulong height, Hash256 hash, IFinalityVerifier verifier, ulong seed)
    {
        (_tipHeight, _tipHash, _appliedHeight, _deliveredHeight) = (height, hash, height, height);
        _verifier = verifier;
        _peers = new SyncPeers(seed);
    }

    /// <summary>True after two final blocks contradicted each other; nothing is asked any more.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Height up to which headers are known to be final.</summary>
    public ulong KnownHeight => _tipHeight;

    /// <summary>Highest block that a peer claims to have.</summary>
    public ulong ClaimedHeight => _peers.All.Count == 0 ? 0 : _peers.All.Max(peer => peer.Height);

    /// <summary>Headers asked for, payloads awaited and blocks that are not applied: nothing of it.</summary>
    public bool IsIdle => _window.Count == 0 && _appliedHeight == _tipHeight && _peers.Asks.Count == 0;

    /// <summary>The next header was asked of everybody who claims to have it, and nobody gave it.</summary>
    public bool IsStuck =>
        _peers.All.Count > 0 && IsIdle && _lacking > 0 && _peers.All.All(peer => peer.Height <= _tipHeight);

    /// <summary>Takes the oldest effect.</summary>
    public bool TryTakeEffect(out SyncEffect effect) => _effects.TryDequeue(out effect!);

    /// <summary>Takes one step.</summary>
    public void Step(long nowMs, SyncInput input)
    {
        switch (input)
        {
            case SyncInput.PeerUp up:
                _peers.Add(up.Connection, up.Peer, up.FinalHeight);
                break;
            case SyncInput.PeerHeight height when _peers.Find(height.Connection) is { } peer:
                peer.Height = height.FinalHeight;
                break;
            case SyncInput.PeerDown down:
                Drop(down.Connection);
                break;
            case SyncInput.Answered answered when _peers.TryEnd(answered.Token, out SyncAsk ask):
                OnAnswer(nowMs, ask, answered.Bytes.Span);
                break;
            case SyncInput.Failed failed when _peers.TryEnd(failed.Token, out SyncAsk ask):
                Release(ask);
                SyncPeers.IsSilent(nowMs, ask);
                break;
            case SyncInput.Applied applied:
                _appliedHeight = Math.Max(_appliedHeight, Math.Min(applied.Height, _deliveredHeight));
                _awaitsEpoch = false;
                break;
        }
        foreach (SyncAsk late in _peers.Late(nowMs))
        {
            _peers.TryEnd(late.Token, out _);
            _effects.Enqueue(new SyncEffect.GiveUp(late.Token));
            Release(late);
            SyncPeers.Fault(nowMs, late.Peer);
        }
        if (!IsStopped)
        {
            Advance(nowMs);
        }
    }

    private void OnAnswer(long nowMs, SyncAsk ask, ReadOnlySpan<byte> bytes)
    {
        BlockRange range = (BlockRange)ask.What;
        Release(ask);
        if (range.Payloads)
        {
            OnPayloads(nowMs, ask.Peer, range, bytes);
        }
        else
        {
            OnHeaders(nowMs, ask.Peer, range, bytes);
        }
    }

    private void OnHeaders(long nowMs, SyncPeer peer, BlockRange range, ReadOnlySpan<byte> bytes)
    {
        bool read = Ace.TryDecode(bytes, out HeaderAnswer answer, out DecodeError _)
            && answer.Headers.Length <= range.Count
            && IsChain(answer.Headers, range.First);
        if (!read)
        {
            Ban(peer, BanReason.BadAnswer);
            return;
        }
        if (answer.Headers.Length == 0)
        {
            _lacking += range.First == _tipHeight + 1 ? 1 : 0;
            peer.Height = Math.Min(peer.Height, range.First - 1);
            SyncPeers.Fault(nowMs, peer);
            return;
        }
        if (range.First != _tipHeight + 1)
        {
            return;
        }
        FinalityVerdict verdict = _verifier.Check(answer.Headers, answer.Finality!);
        if (verdict == FinalityVerdict.UnknownEpoch)
        {
            // Known once the blocks before are executed; when all are, the peer made it up.
            _awaitsEpoch = _appliedHeight < _tipHeight;
            if (!_awaitsEpoch)
            {
                Ban(peer, BanReason.BadBlock);
            }
            return;
        }
        if (verdict != FinalityVerdict.Final)
        {
            Ban(peer, BanReason.BadBlock);
            return;
        }
        if (answer.Headers[0].Header.ParentHash != _tipHash)
        {
            IsStopped = true;
            _effects.Enqueue(new SyncEffect.Conflict(peer.Peer, answer.Headers[0].Header));
            return;
        }
        SyncPeers.Good(peer);
        foreach (SignedHeader header in answer.Headers)
        {
            _window.Add(new BlockSlot(header));
        }
        _lacking = 0;
        Header last = answer.Headers[^1].Header;
        (_tipHeight, _tipHash) = (last.Height, last.Hash);
    }

    private static bool IsChain(SignedHeader[] headers, ulong first)
    {
        for (int index = 0; index < headers.Length; index++)
        {
            Header header = headers[index].Header;
            bool follows = header.Height == first + (ulong)index
                && header.Epoch == headers[0].Header.Epoch
                && (index == 0 || header.ParentHash == headers[index - 1].Header.Hash);
            if (!follows)
            {
                return false;
            }
        }
        return true;
    }

    private void OnPayloads(long nowMs, SyncPeer peer, BlockRange range, ReadOnlySpan<byte> bytes)
    {
        if (!Ace.TryDecode(bytes, out PayloadAnswer answer, out DecodeError _) || answer.Payloads.Length > range.Count)
        {
            Ban(peer, BanReason.BadAnswer);
            return;
        }
        if (answer.Payloads.Length == 0)
        {
            peer.Height = Math.Min(peer.Height, range.First - 1);
            SyncPeers.Fault(nowMs, peer);
            return;
        }
        for (int index = 0; index < answer.Payloads.Length; index++)
        {
            BlockSlot? slot = SlotOf(range.First + (ulong)index);
            if (slot is null || slot.Payload is not null)
            {
                continue;
            }
            if (!IsPayloadOf(slot.Header.Header, answer.Payloads[index]))
            {
                Ban(peer, BanReason.BadBlock);
                return;
            }
            slot.Payload = answer.Payloads[index];
        }
        SyncPeers.Good(peer);
    }

    private static bool IsPayloadOf(Header header, byte[] payload) =>
        header.PayloadBytes == (uint)payload.Length
        && Ace.TryDecode(payload, out BlockPayload content, out DecodeError _)
        && PayloadCommitment.PayloadRoot(content) == header.PayloadRoot
        && PayloadCommitment.EvidenceRoot(content.Evidence) == header.EvidenceRoot;

    private BlockSlot? SlotOf(ulong height)
    {
        ulong index = height - _deliveredHeight - 1;
        return index < (ulong)_window.Count ? _window[(int)index] : null;
    }

    private void Ban(SyncPeer peer, BanReason reason)
    {
        _effects.Enqueue(new SyncEffect.Misbehaved(peer.Peer, reason));
        Drop(peer.Connection);
    }

    private void Drop(ConnectionId connection)
    {
        foreach (SyncAsk ask in _peers.Remove(connection))
        {
            _effects.Enqueue(new SyncEffect.GiveUp(ask.Token));
            Release(ask);
        }
    }

    private void Release(SyncAsk ask)
    {
        BlockRange range = (BlockRange)ask.What;
        for (int index = 0; range.Payloads && index < range.Count; index++)
        {
            if (SlotOf(range.First + (ulong)index) is { } slot)
            {
                slot.IsAsked = false;
            }
        }
    }

    private void Advance(long nowMs)
    {
        while (_window.Count > 0 && _window[0].Payload is { } payload
            && _deliveredHeight - _appliedHeight < Limits.Sync.MaxAhead)
        {
            _effects.Enqueue(new SyncEffect.Deliver(new Proposal(_window[0].Header, payload)));
            _window.RemoveAt(0);
            _deliveredHeight++;
        }
        AskPayloads(nowMs);
        AskHeaders(nowMs);
    }

    private void AskHeaders(long nowMs)
    {
        bool room = _window.Count + Limits.Sync.MaxBlocks <= Limits.Sync.MaxWindow && !_awaitsEpoch;
        if (!room || _peers.Asks.Any(ask => !((BlockRange)ask.What).Payloads))
        {
            return;
        }
        if (_peers.Pick(nowMs, candidate => candidate.Height > _tipHeight) is { } peer)
        {
            ulong count = Math.Min(peer.Height - _tipHeight, Limits.Sync.MaxBlocks);
            Ask(nowMs, peer, new BlockRange(false, _tipHeight + 1, (byte)count));
        }
    }

    private void AskPayloads(long nowMs)
    {
        long held = 0;
        int at = 0;
        while (at < _window.Count && held <= Limits.Sync.MaxWindowBytes)
        {
            BlockSlot slot = _window[at];
            held += slot.Header.Header.PayloadBytes;
            if (slot.IsAsked || slot.Payload is not null)
            {
                at++;
                continue;
            }
            int count = 1;
            long bytes = slot.Header.Header.PayloadBytes;
            while (count < Limits.Sync.MaxBlocks && at + count < _window.Count && IsWanted(_window[at + count])
                && bytes + _window[at + count].Header.Header.PayloadBytes <= Limits.Sync.MaxAskedBytes)
            {
                bytes += _window[at + count].Header.Header.PayloadBytes;
                count++;
            }
            ulong first = slot.Header.Header.Height;
            ulong last = first + (ulong)count - 1;
            if (_peers.Pick(nowMs, candidate => candidate.Height >= last) is not { } peer)
            {
                return;
            }
            for (int index = 0; index < count; index++)
            {
                _window[at + index].IsAsked = true;
            }
            Ask(nowMs, peer, new BlockRange(true, first, (byte)count));
            held += bytes - slot.Header.Header.PayloadBytes;
            at += count;
        }
    }

    private static bool IsWanted(BlockSlot slot) => !slot.IsAsked && slot.Payload is null;

    private void Ask(long nowMs, SyncPeer peer, BlockRange range) =>
        _effects.Enqueue(new SyncEffect.Ask(peer.Connection, _peers.Begin(nowMs, peer, range), Ace.Encode(range)));
}
