using Aether.Consensus.Sequencing;
using Aether.Core.Codec;
using Xunit;
using static Aether.UnitTests.Consensus.Sequencing.SequenceSamples;

namespace Aether.UnitTests.Consensus.Sequencing;

public sealed class SequenceStepTests
{
    [Fact]
    public void Encode_HasItsFixedSizeAndDecodes()
    {
        SequenceStep step = new(SequenceKind.Drop, 3, 4, Id(5));
        byte[] bytes = Ace.Encode(step);
        Assert.Equal(SequenceStep.EncodedBytes, bytes.Length);
        Assert.True(Ace.TryDecode(bytes, out SequenceStep decoded, out _));
        Assert.Equal(step, decoded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(255)]
    public void Decode_UnknownKind_IsRefused(byte kind)
    {
        byte[] bytes = Ace.Encode(new SequenceStep(SequenceKind.Drop, 3, 4, Id(5)));
        bytes[0] = kind;
        Assert.False(Ace.TryDecode(bytes, out SequenceStep _, out DecodeError error));
        Assert.Equal(DecodeError.BadTag, error);
    }

    [Fact]
    public void LostCount_IsThatOfLostStepsOnly()
    {
        Assert.Equal(17UL, new SequenceStep(SequenceKind.Lost, 0, 0, SequenceStep.IdOfLost(17)).LostCount);
        Assert.Equal(0UL, new SequenceStep(SequenceKind.Skip, 0, 0, SequenceStep.IdOfLost(17)).LostCount);
    }
}
