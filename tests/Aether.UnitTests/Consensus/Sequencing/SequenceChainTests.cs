using System.Security.Cryptography;
using System.Text;
using Aether.Consensus.Sequencing;
using Aether.Core.Types;
using Xunit;
using static Aether.UnitTests.Consensus.Sequencing.SequenceSamples;

namespace Aether.UnitTests.Consensus.Sequencing;

public sealed class SequenceChainTests
{
    [Fact]
    public void Start_IsTheHashOfItsPartsInOrder()
    {
        byte[] bytes =
        [
            .. Encoding.ASCII.GetBytes("aeth/seq/slot/v1"), .. Id(1).Span, .. Id(2).Span, .. BitConverter.GetBytes(7UL),
            .. BitConverter.GetBytes((ushort)3), .. BitConverter.GetBytes(99UL),
        ];
        Assert.Equal(new Hash256(SHA256.HashData(bytes)), SequenceChain.Start(Id(1), Id(2), 7, 3, 99));
    }

    [Fact]
    public void Extend_IsTheHashOfItsPartsInOrder()
    {
        byte[] bytes =
        [
            .. Encoding.ASCII.GetBytes("aeth/seq/step/v1"), .. Id(1).Span, (byte)SequenceKind.Skip,
            .. BitConverter.GetBytes((ushort)6), .. BitConverter.GetBytes(1_234UL), .. Id(2).Span,
        ];
        SequenceStep step = new(SequenceKind.Skip, 6, 1_234, Id(2));
        Assert.Equal(new Hash256(SHA256.HashData(bytes)), SequenceChain.Extend(Id(1), step));
    }
}
