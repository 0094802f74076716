using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Sync;
using Xunit;

namespace Aether.NetworkTests.Joining;

/// <summary>Answers that only a faulty peer gives.</summary>
internal static class Lies
{
    /// <summary>True for all requests but the one for offers.</summary>
    public static bool IsBeyondOffers(byte[] request) =>
        request[0] != SnapshotQuery.Protocol || request[1] != (byte)SnapshotQueryKind.Offers;

    /// <summary>The answer with one thing wrong, if the request is for that.</summary>
    public static byte[] Spoil(Wrong wrong, byte[] request, byte[] answer)
    {
        bool concerns = wrong switch
        {
            Wrong.Chunk => request[0] == ChunkQuery.Protocol,
            Wrong.Manifest => request[0] == SnapshotQuery.Protocol && request[1] == (byte)SnapshotQueryKind.Manifest,
            Wrong.Head or Wrong.HeadSignature =>
                request[0] == SnapshotQuery.Protocol && request[1] == (byte)SnapshotQueryKind.Head,
            Wrong.Epoch => request[0] == EpochQuery.Protocol,
            Wrong.Signature => request[0] == BlockRange.Protocol && request[1] == 0,
            _ => request[0] == BlockRange.Protocol && request[1] == 1,
        };
        return !concerns || answer.Length < 8 ? answer : wrong switch
        {
            Wrong.Epoch => SpoilEpoch(answer),
            Wrong.HeadSignature => SpoilHead(answer),
            Wrong.Signature => SpoilSignature(answer),
            Wrong.Payload => SpoilPayload(answer),
            _ => Flip(answer),
        };
    }

    /// <summary>Says to have a snapshot of an epoch that is far ahead.</summary>
    public static byte[] OfferTheImpossible(byte[] request, byte[] answer)
    {
        if (IsBeyondOffers(request))
        {
            return answer;
        }
        AceWriter offers = new();
        offers.List<SnapshotOffer>([new SnapshotOffer(1_000_000, 40_000, Hash256.FromHex(new string('a', 64)), 500)]);
        return offers.ToArray();
    }

    private static byte[] Flip(byte[] answer)
    {
        byte[] said = (byte[])answer.Clone();
        said[said.Length / 2] ^= 1;
        return said;
    }

    private static byte[] SpoilEpoch(byte[] answer)
    {
        Assert.True(EpochQuery.TryReadAnswer(answer, out EpochProof[] proofs));
        EpochTransition transition = proofs[^1].Transition;
        proofs[^1] = proofs[^1] with { Transition = transition with { Randomness = Hash256.Zero } };
        AceWriter said = new();
        said.List<EpochProof>(proofs);
        return said.ToArray();
    }

    private static byte[] SpoilHead(byte[] answer)
    {
        Assert.True(Ace.TryDecode(answer, out SnapshotHeadAnswer head, out DecodeError _));
        head.Block.SignedHeader.KesSignature[3] ^= 1;
        return Ace.Encode(head);
    }

    private static byte[] SpoilSignature(byte[] answer)
    {
        Assert.True(Ace.TryDecode(answer, out HeaderAnswer headers, out DecodeError _));
        if (headers.Headers.Length > 0)
        {
            headers.Headers[0].KesSignature[3] ^= 1;
        }
        return Ace.Encode(headers);
    }

    private static byte[] SpoilPayload(byte[] answer)
    {
        Assert.True(Ace.TryDecode(answer, out PayloadAnswer payloads, out DecodeError _));
        payloads.Payloads[0][^1] ^= 1;
        return Ace.Encode(payloads);
    }
}
