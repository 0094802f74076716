using Aether.Consensus.Sequencing;
using Aether.Core;
using Aether.Core.Codec;
using Xunit;
using static Aether.UnitTests.Consensus.Sequencing.SequenceSamples;

namespace Aether.UnitTests.Consensus.Sequencing;

public sealed class SlotSequenceTests
{
    [Fact]
    public void Encode_DecodesToTheSameBytes()
    {
        byte[] bytes = Ace.Encode(Honest(Header(9, Id(1)), Id(1)));
        Assert.True(Ace.TryDecode(bytes, out SlotSequence decoded, out _));
        Assert.Equal(bytes, Ace.Encode(decoded));
        Assert.False(Ace.TryDecode(bytes.AsSpan(0, bytes.Length - 1), out SlotSequence _, out DecodeError error));
        Assert.NotEqual(DecodeError.None, error);
    }

    [Fact]
    public void Decode_CountAboveTheLimit_IsRefusedBeforeAnythingIsAllocated()
    {
        byte[] bytes = Ace.Encode(Honest(Header(9)));
        BitConverter.TryWriteBytes(bytes.AsSpan(32 + 32 + 8 + 2 + 8), Limits.Sequencing.MaxSteps + 1);
        Assert.False(Ace.TryDecode(bytes, out SlotSequence _, out DecodeError error));
        Assert.Equal(DecodeError.OverLimit, error);
    }

    [Fact]
    public void Limits_HoldTheLargestRecord()
    {
        SequenceStep[] steps = new SequenceStep[Limits.Sequencing.MaxSteps];
        Array.Fill(steps, new SequenceStep(SequenceKind.Skip, 0, 0, Id(1)));
        byte[] bytes = Ace.Encode(new SlotSequence(ChainHash, Id(1), 1, 1, 1, steps, Id(2)));
        Assert.True(bytes.Length <= Limits.Sequencing.MaxBytes);
        Assert.True(Ace.TryDecode(bytes, out SlotSequence _, out _));
    }
}
