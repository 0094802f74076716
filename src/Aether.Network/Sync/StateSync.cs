using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>Fetches a snapshot of the state from several peers at once, none of which is trusted.</summary>
/// <remarks>
/// First the epochs one after the other from what is trusted, then the snapshot's block, which the last epoch's
/// validators made final, then the manifest, which must be that block's, then the chunks, each of which proves itself
/// under the block's state root. Whoever gives something wrong is named. What is kept is told after each chunk, so
/// that another start goes on from there. When nobody has the snapshot any more, or much newer ones are there, a newer
/// one is chosen. <b>Threads</b>: one. <b>Errors</b>: nothing that a peer sends throws.
/// </remarks>
public sealed class StateSync
{
    private const int MaxChunkAsks = 16;
    private const uint OldEpochs = 2;

    private readonly Hash256 _genesis;
    private readonly ISnapshotVerifier _verifier;
    private readonly SyncPeers _peers;
    private readonly Queue<SyncEffect> _effects = new();
    private readonly Dictionary<ConnectionId, SnapshotOffer[]> _offers = [];
    private readonly HashSet<Hash256> _refused = [];
    private SnapshotManifest? _savedManifest;
    private SyncProgress? _saved;
    private SyncTarget? _target;
    private long _firstOfferMs = -1;
    private long _refreshMs;

    /// <summary>Starts, or goes on from what was kept.</summary>
    /// <param name="genesis">Chain.</param>
    /// <param name="verifier">Judges proofs.</param>
    /// <param name="seed">Decides whom to ask among equals.</param>
    /// <param name="manifest">Manifest of an earlier <see cref="SyncEffect.Target"/>; null for none.</param>
    /// <param name="progress">The last <see cref="SyncEffect.Save"/> with it.</param>
    public StateSync(
        Hash256 genesis,
        ISnapshotVerifier verifier,
        ulong seed,
        SnapshotManifest? manifest = null,
        ReadOnlyMemory<byte> progress = default)
    {
        _genesis = genesis;
        _verifier = verifier;
        _peers = new SyncPeers(seed);
        bool reads = Ace.TryDecode(progress.Span, out SyncProgress saved, out DecodeError _);
        if (manifest is not null && reads && saved.Kept.Length == manifest.Parts.Length
            && saved.Content == ContentOf(Ace.Encode(manifest)))
        {
            (_savedManifest, _saved) = (manifest, saved);
        }
    }

    /// <summary>All chunks are kept.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Chunks kept, and of how many.</summary>
    public (int Kept, int Of) Progress => (_target?.Kept.Count(kept => kept) ?? 0, _target?.Kept.Length ?? 0);

    /// <summary>The snapshot being fetched; null while none is chosen.</summary>
    public SnapshotOffer? Target => _target?.Offer;

    /// <summary>Peers that said what they have.</summary>
    public int Heard => _offers.Count;

    /// <summary>True when a peer offers a snapshot that may be taken.</summary>
    public bool HasOffers => _offers.Values.Any(offers => Array.Exists(offers, MayTake));

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
            case SyncInput.PeerDown down:
                Drop(down.Connection);
                break;
            case SyncInput.Answered answered when _peers.TryEnd(answered.Token, out SyncAsk ask):
                Release(ask);
                OnAnswer(nowMs, ask, answered.Bytes.Span);
                break;
            case SyncInput.Failed failed when _peers.TryEnd(failed.Token, out SyncAsk ask):
                Release(ask);
                OnSilence(nowMs, ask);
                break;
        }
        foreach (SyncAsk late in _peers.Late(nowMs))
        {
            _peers.TryEnd(late.Token, out _);
            _effects.Enqueue(new SyncEffect.GiveUp(late.Token));
            Release(late);
            OnSilence(nowMs, late);
        }
        if (!IsComplete)
        {
            Advance(nowMs);
        }
    }

    private static Hash256 ContentOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(bytes, digest);
        return new Hash256(digest);
    }

    private void OnAnswer(long nowMs, SyncAsk ask, ReadOnlySpan<byte> bytes)
    {
        switch (ask.What)
        {
            case SnapshotQuery { Kind: SnapshotQueryKind.Offers }:
                OnOffers(nowMs, ask.Peer, bytes);
                break;
            case SnapshotQuery { Kind: SnapshotQueryKind.Head } query:
                OnHead(nowMs, ask.Peer, query, bytes);
                break;
            case SnapshotQuery query:
                OnManifestPart(nowMs, ask.Peer, query, bytes);
                break;
            case EpochQuery query:
                OnEpochs(nowMs, ask.Peer, query, bytes);
                break;
            case ChunkQuery query:
                OnChunk(nowMs, ask.Peer, query, bytes);
                break;
        }
    }

    private void OnOffers(long nowMs, SyncPeer peer, ReadOnlySpan<byte> bytes)
    {
        if (!SnapshotOffer.TryReadList(bytes, out SnapshotOffer[] offers))
        {
            Ban(peer, BanReason.BadAnswer);
            return;
        }
        _offers[peer.Connection] = offers;
        _firstOfferMs = _firstOfferMs < 0 && offers.Length > 0 ? nowMs : _firstOfferMs;
    }

    private void OnEpochs(long nowMs, SyncPeer peer, EpochQuery query, ReadOnlySpan<byte> bytes)
    {
        if (!EpochQuery.TryReadAnswer(bytes, out EpochProof[] proofs) || proofs.Length > query.Count)
        {
            Ban(peer, BanReason.BadAnswer);
            return;
        }
        if (proofs.Length == 0)
        {
            // Epoch proofs are kept for ever: who has none for a snapshot that it offers made the snapshot up.
            if (Array.Exists(_offers.GetValueOrDefault(peer.Connection, []), offer => offer.Epoch >= query.First))
            {
                Ban(peer, BanReason.BadEpochProof);
                return;
            }
            Lacks(nowMs, peer);
            return;
        }
        foreach (EpochProof proof in proofs)
        {
            if (proof.Transition.Epoch <= _verifier.Epoch)
            {
                continue;
            }
            if (!_verifier.TryAdvance(proof))
            {
                Ban(peer, BanReason.BadEpochProof);
                return;
            }
        }
        SyncPeers.Good(peer);
    }

    private void OnHead(long nowMs, SyncPeer peer, SnapshotQuery query, ReadOnlySpan<byte> bytes)
    {
        if (_target is not { Head: null } target || query.Height != target.Offer.Height)
        {
            return;
        }
        if (bytes.Length == 0)
        {
            Lacks(nowMs, peer);
            return;
        }
        bool holds = Ace.TryDecode(bytes, out SnapshotHeadAnswer head, out DecodeError _)
            && head.Block.Header.Height == query.Height
            && Ace.TryDecode(head.Block.Payload, out BlockPayload payload, out _)
            && PayloadCommitment.PayloadRoot(payload) == head.Block.Header.PayloadRoot
            && PayloadCommitment.EvidenceRoot(payload.Evidence) == head.Block.Header.EvidenceRoot
            && head.Block.Header.Epoch == _verifier.Epoch
            && _verifier.IsFinal(head.Block.SignedHeader, head.Finality);
        if (!holds)
        {
            Ban(peer, BanReason.BadBlock);
            return;
        }
        SyncPeers.Good(peer);
        target.Head = head;
    }

    private void OnManifestPart(long nowMs, SyncPeer peer, SnapshotQuery query, ReadOnlySpan<byte> bytes)
    {
        bool current = _target is { Manifest: null } && query.Content == _target.Offer.Content
            && query.Offset == _target.ManifestBytes.Count && _target.ManifestSource == peer.Connection;
        if (!current)
        {
            return;
        }
        SyncTarget target = _target!;
        long left = target.Offer.Bytes - target.ManifestBytes.Count;
        if (bytes.Length == 0)
        {
            Lacks(nowMs, peer);
            return;
        }
        if (bytes.Length > Math.Min(left, Limits.Sync.MaxManifestPart))
        {
            Ban(peer, BanReason.BadAnswer);
            return;
        }
        target.ManifestBytes.AddRange(bytes);
        SyncPeers.Good(peer);
        if (bytes.Length < left)
        {
            return;
        }
        byte[] whole = [.. target.ManifestBytes];
        target.ManifestBytes.Clear();
        if (ContentOf(whole) != target.Offer.Content)
        {
            Ban(peer, BanReason.BadManifest);
        }
        else if (!Ace.TryDecode(whole, out SnapshotManifest manifest, out DecodeError _)
            || manifest.GenesisHash != _genesis
            || !target.Matches(manifest, target.Head!.Block.Header))
        {
            // Whoever offered these very bytes as the block's snapshot offered what no honest node makes.
            Refuse(target);
        }
        else
        {
            Take(target, manifest, null);
        }
    }

    private void Refuse(SyncTarget target)
    {
        _refused.Add(target.Offer.Content);
        foreach (SyncPeer peer in _peers.All.Where(Supports).ToArray())
        {
            Ban(peer, BanReason.BadManifest);
        }
        Leave();
    }

    private void Take(SyncTarget target, SnapshotManifest manifest, bool[]? kept)
    {
        // The chunks of another snapshot are dropped with it.
        _saved = _saved?.Content == target.Offer.Content ? _saved : null;
        target.Manifest = manifest;
        target.Kept = kept ?? new bool[manifest.Parts.Length];
        target.Asked = new bool[manifest.Parts.Length];
        _effects.Enqueue(new SyncEffect.Target(manifest));
    }

    private void OnChunk(long nowMs, SyncPeer peer, ChunkQuery query, ReadOnlySpan<byte> bytes)
    {
        bool current = _target is { Manifest: not null } && query.Content == _target.Offer.Content
            && !_target.Kept[query.Index];
        if (!current)
        {
            return;
        }
        SyncTarget target = _target!;
        if (bytes.Length == 0)
        {
            Lacks(nowMs, peer);
            return;
        }
        int index = (int)query.Index;
        if (!_verifier.IsChunk(target.Manifest!, index, bytes))
        {
            Ban(peer, BanReason.BadChunk);
            return;
        }
        SyncPeers.Good(peer);
        target.Kept[index] = true;
        _effects.Enqueue(new SyncEffect.Store(index, bytes.ToArray()));
        _effects.Enqueue(new SyncEffect.Save(Ace.Encode(new SyncProgress(target.Offer.Content, target.Kept))));
    }

    // Who lets the time of a request pass counts no longer among those who have the snapshot.
    private void OnSilence(long nowMs, SyncAsk ask)
    {
        bool offers = ask.What is SnapshotQuery { Kind: SnapshotQueryKind.Offers };
        if (SyncPeers.IsSilent(nowMs, ask) && !offers)
        {
            _offers.Remove(ask.Peer.Connection);
        }
    }

    // It does not have what it offered, or no longer: it is asked anew what it has.
    private void Lacks(long nowMs, SyncPeer peer)
    {
        _offers.Remove(peer.Connection);
        SyncPeers.Fault(nowMs, peer);
    }

    private bool Supports(SyncPeer peer) =>
        _target is not null
        && _offers.TryGetValue(peer.Connection, out SnapshotOffer[]? offers)
        && Array.Exists(offers, offer => offer == _target.Offer);

    private void Ban(SyncPeer peer, BanReason reason)
    {
        _effects.Enqueue(new SyncEffect.Misbehaved(peer.Peer, reason));
        Drop(peer.Connection);
    }

    private void Drop(ConnectionId connection)
    {
        _offers.Remove(connection);
        if (_target?.ManifestSource == connection)
        {
            ForgetManifest();
        }
        foreach (SyncAsk ask in _peers.Remove(connection))
        {
            _effects.Enqueue(new SyncEffect.GiveUp(ask.Token));
            Release(ask);
        }
    }

    private void ForgetManifest()
    {
        _target!.ManifestSource = null;
        _target.ManifestBytes.Clear();
    }

    private void Release(SyncAsk ask)
    {
        if (ask.What is ChunkQuery chunk && _target is { Manifest: not null } && chunk.Content == _target.Offer.Content)
        {
            _target.Asked[chunk.Index] = false;
        }
    }

    // Another snapshot is to be chosen. Answers about this one are of no use.
    private void Leave()
    {
        if (_target is { Manifest: { } manifest } left)
        {
            (_savedManifest, _saved) = (manifest, new SyncProgress(left.Offer.Content, left.Kept));
        }
        _target = null;
        foreach (SyncAsk ask in _peers.Asks.Where(ask => ask.What is not SnapshotQuery { Kind: 0 }).ToArray())
        {
            _peers.TryEnd(ask.Token, out _);
            _effects.Enqueue(new SyncEffect.GiveUp(ask.Token));
        }
    }

    private void Advance(long nowMs)
    {
        AskOffers(nowMs);
        if (_target is not null && IsOld())
        {
            Leave();
        }
        if (_target is null && !TryChoose(nowMs))
        {
            return;
        }
        SyncTarget target = _target!;
        if (_verifier.Epoch < target.Offer.Epoch)
        {
            AskEpochs(nowMs, target);
        }
        else if (target.Head is null)
        {
            AskOnce(nowMs, new SnapshotQuery(SnapshotQueryKind.Head, target.Offer.Height, default, 0));
        }
        else if (target.Manifest is null)
        {
            AskManifest(nowMs, target);
        }
        else
        {
            AskChunks(nowMs, target);
        }
    }

    private void AskOffers(long nowMs)
    {
        bool refresh = nowMs >= _refreshMs;
        _refreshMs = refresh ? nowMs + Limits.Sync.RefreshMs : _refreshMs;
        foreach (SyncPeer peer in _peers.All)
        {
            bool wanted = refresh || !_offers.ContainsKey(peer.Connection);
            bool asked = _peers.Asks.Any(
                ask => ask.Peer == peer && ask.What is SnapshotQuery { Kind: SnapshotQueryKind.Offers });
            if (wanted && !asked && nowMs >= peer.AsideUntilMs && peer.Outstanding < Limits.Sync.MaxOutstanding)
            {
                Ask(nowMs, peer, new SnapshotQuery(SnapshotQueryKind.Offers, 0, default, 0));
            }
        }
    }

    // Nobody has it, or it is so old that the blocks after it may be gone before it is there.
    private bool IsOld()
    {
        bool held = _peers.All.Any(Supports);
        bool others = _offers.Values.Any(offers => Array.Exists(offers, MayTake));
        uint newest = _offers.Values.SelectMany(offers => offers).Where(MayTake).Select(offer => offer.Epoch)
            .DefaultIfEmpty().Max();
        return (!held && others) || newest >= _target!.Offer.Epoch + OldEpochs;
    }

    private bool MayTake(SnapshotOffer offer) =>
        !_refused.Contains(offer.Content) && offer.Epoch >= _verifier.Epoch && offer.Bytes > 0;

    // What is kept in part already, unless it is old; else the highest, of those the one that most peers have.
    private bool TryChoose(long nowMs)
    {
        bool heard = _firstOfferMs >= 0
            && (nowMs - _firstOfferMs >= Limits.Sync.OfferMs || _offers.Count == _peers.All.Count);
        SnapshotOffer[] offers = [.. _offers.Values.SelectMany(list => list).Where(MayTake)];
        if (!heard || offers.Length == 0)
        {
            return false;
        }
        uint newest = offers.Max(offer => offer.Epoch);
        SnapshotOffer best = offers
            .OrderByDescending(offer => offer.Content == _saved?.Content && newest < offer.Epoch + OldEpochs)
            .ThenByDescending(offer => offer.Height)
            .ThenByDescending(offer => offers.Count(other => other == offer))
            .First();
        _target = new SyncTarget(best);
        return true;
    }

    private void AskEpochs(long nowMs, SyncTarget target)
    {
        uint count = Math.Min(target.Offer.Epoch - _verifier.Epoch, Limits.Sync.MaxEpochProofs);
        AskOnce(nowMs, new EpochQuery(_verifier.Epoch + 1, (byte)count));
    }

    private void AskManifest(long nowMs, SyncTarget target)
    {
        if (_savedManifest is not null && _saved?.Content == target.Offer.Content
            && target.Matches(_savedManifest, target.Head!.Block.Header))
        {
            Take(target, _savedManifest, (bool[])_saved.Kept.Clone());
            AskChunks(nowMs, target);
            return;
        }
        if (_peers.Asks.Any(ask => ask.What is SnapshotQuery { Kind: SnapshotQueryKind.Manifest }))
        {
            return;
        }
        SyncPeer? source = target.ManifestSource is { } connection ? _peers.Find(connection) : null;
        if (source is null || nowMs < source.AsideUntilMs)
        {
            ForgetManifest();
            source = _peers.Pick(nowMs, Supports);
        }
        if (source is not null)
        {
            target.ManifestSource = source.Connection;
            uint offset = (uint)target.ManifestBytes.Count;
            Ask(nowMs, source, new SnapshotQuery(SnapshotQueryKind.Manifest, 0, target.Offer.Content, offset));
        }
    }

    private void AskChunks(long nowMs, SyncTarget target)
    {
        int asks = _peers.Asks.Count(ask => ask.What is ChunkQuery);
        bool all = true;
        for (int index = 0; index < target.Kept.Length; index++)
        {
            all &= target.Kept[index];
            if (target.Kept[index] || target.Asked[index] || asks >= MaxChunkAsks)
            {
                continue;
            }
            if (_peers.Pick(nowMs, Supports) is not { } peer)
            {
                return;
            }
            asks++;
            target.Asked[index] = true;
            Ask(nowMs, peer, new ChunkQuery(target.Offer.Content, (uint)index));
        }
        if (all)
        {
            IsComplete = true;
            _effects.Enqueue(
                new SyncEffect.Complete(target.Manifest!, target.Head!.Block, target.Head.Finality));
        }
    }

    private void AskOnce<T>(long nowMs, T what)
        where T : struct, IAceValue<T>
    {
        bool asked = _peers.Asks.Any(ask => ask.What is T and not SnapshotQuery { Kind: SnapshotQueryKind.Offers });
        if (!asked && _peers.Pick(nowMs, Supports) is { } peer)
        {
            Ask(nowMs, peer, what);
        }
    }

    private void Ask<T>(long nowMs, SyncPeer peer, T what)
        where T : struct, IAceValue<T> =>
        _effects.Enqueue(new SyncEffect.Ask(peer.Connection, _peers.Begin(nowMs, peer, what), Ace.Encode(what)));
}
