using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Da.Turbine;

namespace Aether.Pipeline.Propagation;

/// <summary>Sends this node's own proposals: as head and shreds when they are long, whole when not.</summary>
/// <remarks>
/// A proposal that is sent again, because votes for it are missing, goes as its head alone: who has no payload asks.
/// The last blocks are kept to answer. <b>Threads</b>: one at a time.
/// </remarks>
internal sealed class ShredPublisher
{
    private const int Kept = 2;

    private readonly ShredParts _parts;
    private readonly IPropagationOutlet _outlet;
    private readonly ShredCounters _counters;
    private readonly ShredEncoder _encoder;
    private readonly EncodedBlock[] _blocks;
    private readonly Hash256[] _hashes = new Hash256[Kept];
    private readonly byte[][] _heads = [.. Enumerable.Repeat<byte[]>([], Kept)];
    private int _next;

    /// <summary>Creates a publisher that has sent nothing.</summary>
    public ShredPublisher(ShredParts parts, IPropagationOutlet outlet, ShredCounters counters)
    {
        _parts = parts;
        _outlet = outlet;
        _counters = counters;
        _ = ErasureCode.TryGet((byte)parts.Profile, out ErasureCode code);
        _encoder = new ShredEncoder(code);
        _blocks = [.. Enumerable.Range(0, Kept).Select(_ => new EncodedBlock(_encoder.Layout))];
    }

    /// <summary>The shreds of an own block; null for any other.</summary>
    public EncodedBlock? Find(Hash256 hash)
    {
        int place = PlaceOf(hash);
        return place < 0 ? null : _blocks[place];
    }

    /// <summary>Sends a proposal to everyone.</summary>
    /// <param name="message">An encoded proposal of this node.</param>
    /// <param name="epoch">The current epoch; null before it is known.</param>
    public void Publish(ReadOnlyMemory<byte> message, PropagationEpoch? epoch)
    {
        if (_parts.Signer is not { } signer || epoch is null || epoch.Validators.Count < _parts.MinValidators
            || !Ace.TryDecode(message.Span, out ConsensusMessage decoded, out DecodeError _)
            || decoded.Proposal is not { } proposal || proposal.Payload.Length < _parts.MinPayloadBytes
            || proposal.Header.Epoch != epoch.Number || proposal.Header.Proposer != epoch.OwnIndex
            || epoch.Validators[epoch.OwnIndex].ShredKey != signer.PublicKey)
        {
            _outlet.Broadcast(message);
            return;
        }
        int place = PlaceOf(proposal.Hash);
        if (place >= 0)
        {
            _outlet.Broadcast(_heads[place]);
            return;
        }
        place = _next;
        _next = (_next + 1) % Kept;
        Encode(place, proposal, signer);
        _outlet.Broadcast(_heads[place]);
        SendShreds(_blocks[place], proposal.Header, epoch);
        _counters.BlocksSent++;
    }

    private void Encode(int place, Proposal proposal, ShredSigner signer)
    {
        Header header = proposal.Header;
        EncodedBlock block = _blocks[place];
        _encoder.Begin(header.Epoch, header.View, header.Proposer, header.ParentHash);
        block.Fill(_encoder, signer, proposal.Payload);
        ShredStatement statement = new(
            header.Epoch, header.View, header.Proposer, _parts.Profile, proposal.Hash, block.Commitment);
        ProposalHead head = new(
            proposal.SignedHeader, _parts.Profile, block.Commitment, signer.Sign(statement));
        _hashes[place] = proposal.Hash;
        _heads[place] = head.Encode();
    }

    private void SendShreds(EncodedBlock block, Header header, PropagationEpoch epoch)
    {
        Span<ushort> to = stackalloc ushort[1];
        for (int set = 0; set < block.SetCount; set++)
        {
            for (int shard = 0; shard < block.Layout.Code.TotalShards; shard++)
            {
                ShredPlace place = new(header.View, header.Proposer, (ushort)set, (byte)shard);
                if (epoch.PeerOf(epoch.Tree.Root(place)) is { } relay)
                {
                    to[0] = relay;
                    _outlet.Send(to, block.Shred(set, shard));
                    _counters.ShredsSent++;
                }
            }
        }
    }

    private int PlaceOf(Hash256 hash)
    {
        int place = Array.IndexOf(_hashes, hash);
        return place >= 0 && _heads[place].Length > 0 ? place : -1;
    }
}
