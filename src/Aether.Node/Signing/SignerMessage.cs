using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>What a node says to its signer.</summary>
/// <remarks>Frame: length u32, tag u8, body. The first message of a connection is <see cref="SignerHello"/>.</remarks>
internal abstract record SignerMessage : IAceValue<SignerMessage>
{
    /// <inheritdoc/>
    public static SignerMessage Decode(ref AceReader reader)
    {
        byte tag = reader.U8();
        switch (tag)
        {
            case 0:
                ushort version = reader.U16();
                Hash256 genesis = reader.Hash();
                ReadOnlySpan<byte> key = reader.Fixed(BlsPublicKey.Bytes);
                BlsPublicKey bls = reader.Failed ? default : new BlsPublicKey(key);
                return new SignerHello(version, genesis, bls, reader.Option<SignerRecord>());
            case 1:
                ulong id = reader.U64();
                return new SignerAsk(id, DecodeRequest(ref reader));
            case 2:
                return new SignerPing(reader.U64());
            case 3:
                return new SignerListened(reader.U32());
            case 4:
                return new SignerSeenElsewhere(reader.U32(), reader.U64());
            default:
                reader.Fail(DecodeError.BadTag);
                return new SignerPing(0);
        }
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        switch (this)
        {
            case SignerHello hello:
                writer.U8(0);
                writer.U16(hello.Version);
                writer.Hash(hello.GenesisHash);
                writer.Fixed(hello.Key.Span);
                writer.Option(hello.Answered);
                break;
            case SignerAsk ask:
                writer.U8(1);
                writer.U64(ask.Id);
                EncodeRequest(writer, ask.Request);
                break;
            case SignerPing ping:
                writer.U8(2);
                writer.U64(ping.Id);
                break;
            case SignerListened listened:
                writer.U8(3);
                writer.U32(listened.Views);
                break;
            case SignerSeenElsewhere seen:
                writer.U8(4);
                writer.U32(seen.Epoch);
                writer.U64(seen.View);
                break;
            default:
                throw new InvalidOperationException(GetType().Name);
        }
    }

    // The domain and genesis of a VRF input are the signer's own: only view and randomness travel.
    private static SignRequest DecodeRequest(ref AceReader reader)
    {
        byte kind = reader.U8();
        switch (kind)
        {
            case 1:
            case 4:
                Header header = Header.Decode(ref reader);
                if (reader.Failed)
                {
                    return new TimeoutSignRequest(0, 0, 0);
                }
                return kind == 4
                    ? new HeaderSignRequest(header)
                    : new VoteSignRequest(VoteKind.Prevote, header.Epoch, header.View, header.Hash)
                    {
                        Header = header,
                    };
            case 2:
                return new VoteSignRequest(VoteKind.Precommit, reader.U32(), reader.U64(), reader.Hash());
            case 3:
                return new TimeoutSignRequest(reader.U32(), reader.U64(), reader.U64());
            case 5:
                return new RandomnessSignRequest(reader.U64(), reader.Hash());
            default:
                reader.Fail(DecodeError.BadTag);
                return new TimeoutSignRequest(0, 0, 0);
        }
    }

    private static void EncodeRequest(AceWriter writer, SignRequest request)
    {
        switch (request)
        {
            case VoteSignRequest { Kind: VoteKind.Prevote } vote:
                writer.U8(1);
                vote.Header!.Encode(writer);
                break;
            case VoteSignRequest vote:
                writer.U8(2);
                writer.U32(vote.Epoch);
                writer.U64(vote.View);
                writer.Hash(vote.BlockHash);
                break;
            case TimeoutSignRequest timeout:
                writer.U8(3);
                writer.U32(timeout.Epoch);
                writer.U64(timeout.View);
                writer.U64(timeout.HighView);
                break;
            case HeaderSignRequest header:
                writer.U8(4);
                header.Header.Encode(writer);
                break;
            case RandomnessSignRequest vrf:
                writer.U8(5);
                writer.U64(vrf.View);
                writer.Hash(vrf.Randomness);
                break;
            default:
                throw new InvalidOperationException(request.GetType().Name);
        }
    }

    /// <summary>True when a frame of this size may begin like this: only headers may be large.</summary>
    public static bool IsSizeAllowed(ReadOnlySpan<byte> frame) =>
        frame.Length <= Limits.Signer.MaxRequestBytes
        || (frame.Length <= Limits.Signer.MaxHeaderRequestBytes && frame[0] == 1 && frame[9] is 1 or 4);
}
