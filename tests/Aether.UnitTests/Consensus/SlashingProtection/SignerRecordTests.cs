using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Signing;
using Xunit;

namespace Aether.UnitTests.Consensus.SlashingProtection;

public sealed class SignerRecordTests
{
    private static readonly SignerRecord s_full = new()
    {
        Sequence = 9,
        Epoch = 3,
        ProposedView = 11,
        ProposedHash = SignerRequests.HashOf(1),
        PrevotedView = 12,
        PrevotedHash = SignerRequests.HashOf(2),
        TimedOutView = 10,
        LockView = 8,
        PrecommittedView = 9,
        PrecommittedHash = SignerRequests.HashOf(3),
        StopView = 100,
        StopHeight = 200,
        ListenViews = 7,
        SeenElsewhere = true,
    };

    [Fact]
    public void Encode_RoundTrips_InFixedSize()
    {
        foreach (SignerRecord record in new[] { s_full, SignerRecord.Empty, s_full with { SeenElsewhere = false } })
        {
            byte[] bytes = Ace.Encode(record);
            Assert.Equal(SignerRecord.EncodedBytes, bytes.Length);
            Assert.True(Ace.TryDecode(bytes, out SignerRecord decoded, out DecodeError _));
            Assert.Equal(record, decoded);
        }
    }

    [Fact]
    public void Decode_OtherVersionOrLength_Fails()
    {
        byte[] bytes = Ace.Encode(s_full);
        Assert.False(Ace.TryDecode(bytes.AsSpan(1), out SignerRecord _, out DecodeError _));
        bytes[^1] ^= 2;
        Assert.False(Ace.TryDecode(bytes, out SignerRecord _, out DecodeError error));
        Assert.Equal(DecodeError.BadTag, error);
    }

    [Fact]
    public void MaxWith_OneEpoch_TakesTheHigherOfEachMark()
    {
        SignerRecord other = s_full with
        {
            ProposedView = 20,
            ProposedHash = SignerRequests.HashOf(4),
            PrevotedView = 5,
            PrevotedHash = SignerRequests.HashOf(5),
            PrecommittedHash = SignerRequests.HashOf(6),
            LockView = 9,
            StopView = 50,
            ListenViews = 3,
            SeenElsewhere = false,
        };
        SignerRecord max = s_full.MaxWith(other);
        Assert.Equal(max, other.MaxWith(s_full));
        Assert.Equal((20UL, SignerRequests.HashOf(4)), (max.ProposedView, max.ProposedHash));
        Assert.Equal((12UL, SignerRequests.HashOf(2)), (max.PrevotedView, max.PrevotedHash));
        Assert.Equal((9UL, Hash256.Zero), (max.PrecommittedView, max.PrecommittedHash));
        Assert.Equal((9UL, 50UL, 7U, true), (max.LockView, max.StopView, max.ListenViews, max.SeenElsewhere));
        Assert.True(max.Covers(s_full));
        Assert.True(max.Covers(other));
        Assert.False(s_full.Covers(max));
    }

    [Fact]
    public void MaxWith_OtherEpoch_TakesTheMarksOfTheLater()
    {
        SignerRecord later = SignerRecord.Empty with { Epoch = 4, PrevotedView = 1, PrevotedHash = Hash256.Zero };
        SignerRecord max = s_full.MaxWith(later);
        Assert.Equal((4U, 1UL, 0UL), (max.Epoch, max.PrevotedView, max.PrecommittedView));
        Assert.Equal((9UL, 100UL), (max.Sequence, max.StopView));
        Assert.True(max.Covers(s_full));
        Assert.False(s_full.Covers(later));
    }

    [Fact]
    public void From_SafetyRecord_TakesItsMarks()
    {
        SafetyRecord safety = SafetyRecord.Initial(QuorumCertificate.Root(2, 6, Hash256.Zero)) with
        {
            PrevotedView = 8,
            PrevotedHash = SignerRequests.HashOf(8),
            TimedOutView = 7,
        };
        SignerRecord record = SignerRecord.From(safety);
        Assert.Equal((2U, 8UL, 7UL, 6UL), (record.Epoch, record.PrevotedView, record.TimedOutView, record.LockView));
        Assert.False(record.IsUnsigned);
        Assert.True(SignerRecord.Empty.IsUnsigned);
    }
}
