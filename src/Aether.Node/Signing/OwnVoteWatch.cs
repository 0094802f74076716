using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Network.Transport;

namespace Aether.Node.Signing;

/// <summary>A transport that looks out for votes of this node's own key that its signer did not make.</summary>
/// <remarks>
/// A vote counts when it carries this validator's number, lies above the signer's marks and its signature verifies: a
/// replay of an own vote does not. Before the signer was connected once there are no marks to compare with, and
/// nothing is signed either. It finds another signer with this key, and an old log, whenever their votes arrive; it
/// cannot find what never reaches this node. <b>Ownership</b>: the inner transport stays the caller's.
/// </remarks>
internal sealed class OwnVoteWatch : ITransport
{
    private const byte VoteTag = 1;
    private const byte TimeoutTag = 2;
    private const int MaxChecks = 64;

    private readonly ITransport _inner;
    private readonly RemoteSigner _signer;
    private readonly Hash256 _genesisHash;
    private readonly ushort _own;
    private readonly BlsKey? _key;
    private int _checks;

    /// <summary>Creates a watch.</summary>
    /// <param name="inner">What it receives from.</param>
    /// <param name="signer">What is told.</param>
    /// <param name="genesisHash">The chain.</param>
    /// <param name="own">This validator's number.</param>
    /// <param name="key">Its vote key.</param>
    public OwnVoteWatch(ITransport inner, RemoteSigner signer, Hash256 genesisHash, ushort own, BlsPublicKey key)
    {
        _inner = inner;
        _signer = signer;
        _genesisHash = genesisHash;
        _own = own;
        _ = BlsKey.TryDecode(key.Span, out _key);
        if (inner.PeerCount == 1)
        {
            signer.NoteOthers();
        }
    }

    /// <inheritdoc/>
    public ushort LocalPeer => _inner.LocalPeer;

    /// <inheritdoc/>
    public int PeerCount => _inner.PeerCount;

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message) =>
        _inner.Send(peer, channel, message);

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message) => _inner.Broadcast(channel, message);

    /// <inheritdoc/>
    public void Announce(ReadOnlyMemory<byte> message) => _inner.Announce(message);

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message)
    {
        bool any = _inner.TryReceive(channel, out message);
        if (any && channel == TransportChannel.Consensus)
        {
            _signer.NoteOthers();
            Look(message.Bytes.Span);
        }
        return any;
    }

    /// <inheritdoc/>
    public void SetReceiveSignal(TransportChannel channel, WakeSignal signal) =>
        _inner.SetReceiveSignal(channel, signal);

    /// <inheritdoc/>
    public void Report(ushort peer) => _inner.Report(peer);

    /// <inheritdoc/>
    public TransportCounters ReadCounters(TransportChannel channel) => _inner.ReadCounters(channel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The inner transport is the caller's.
    }

    /// <summary>True when this key's signer, at these marks, cannot have made the signature.</summary>
    internal static bool IsForeign(SignerRecord marks, uint epoch, ulong view, ulong markView) =>
        epoch > marks.Epoch || (epoch == marks.Epoch && view > markView);

    private void Look(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes[0] is not (VoteTag or TimeoutTag) || _signer.Record is not { } marks
            || marks.SeenElsewhere || !Ace.TryDecode(bytes, out ConsensusMessage message, out DecodeError _))
        {
            return;
        }
        if (message.Vote is { } vote && vote.Voter == _own
            && IsForeign(
                marks,
                vote.Epoch,
                vote.View,
                vote.Kind == VoteKind.Prevote ? marks.PrevotedView : marks.PrecommittedView))
        {
            Span<byte> signed = stackalloc byte[SigningMessages.VoteBytes];
            SigningMessages.WriteVote(signed, _genesisHash, vote.Kind, vote.Epoch, vote.View, vote.BlockHash);
            Judge(signed, vote.Signature, vote.Epoch, vote.View);
        }
        else if (message.Timeout is { } timeout && timeout.Voter == _own
            && IsForeign(marks, timeout.Epoch, timeout.View, marks.TimedOutView))
        {
            Span<byte> signed = stackalloc byte[SigningMessages.TimeoutBytes];
            SigningMessages.WriteTimeout(signed, _genesisHash, timeout.Epoch, timeout.View, timeout.HighView);
            Judge(signed, timeout.Signature, timeout.Epoch, timeout.View);
        }
    }

    // Forged votes in this validator's name cost a check each: after some only every so many are looked at.
    private void Judge(ReadOnlySpan<byte> signed, BlsSignature signature, uint epoch, ulong view)
    {
        _checks++;
        bool looks = _checks <= MaxChecks || _checks % MaxChecks == 0;
        if (looks && _key is not null && Bls.Verify(_key, signed, signature.Span))
        {
            _signer.NoteSeenElsewhere(epoch, view);
        }
    }
}
