using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Execution.Snapshots;

public sealed class SnapshotHeadTests
{
    [Fact]
    public void Encode_AnyHead_ReadsBackAndNoTruncationDoes()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            SeededRandom random = new(seed);
            SnapshotHead head = new(
                ConsensusGenerator.Proposal(random, 2),
                ConsensusGenerator.FinalityProof(random, 2),
                random.Array(random.Below(3), r => ConsensusGenerator.EpochProof(r, 2)));
            byte[] bytes = Ace.Encode(head);
            Assert.True(Ace.TryDecode(bytes, out SnapshotHead again, out DecodeError _));
            Assert.Equal(bytes, Ace.Encode(again));
            Assert.False(Ace.TryDecode([.. bytes, 0], out SnapshotHead _, out DecodeError _));
            for (int length = 0; length < bytes.Length; length += 13)
            {
                Assert.False(Ace.TryDecode(bytes.AsSpan(0, length), out SnapshotHead _, out DecodeError _));
            }
        }
    }
}
