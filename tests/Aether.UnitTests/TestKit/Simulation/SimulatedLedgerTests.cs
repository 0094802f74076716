using System.Security.Cryptography;
using Aether.Consensus.HotStuff;
using Aether.Core.Types;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.TestKit.Simulation;

public sealed class SimulatedLedgerTests
{
    private static readonly Header s_parent = SimulatedGenesis.CreateHeader(SimulatedGenesis.Create([1, 1, 1, 1]));

    [Fact]
    public void RootsAreHashesHoweverOftenAndInWhateverOrderTheyAreAskedFor()
    {
        Header other = s_parent with { StateRoot = new Hash256(SHA256.HashData("other"u8)) };
        // Many more payloads than are remembered, each on two parents, and each twice.
        for (ulong index = 0; index < 4_000; index++)
        {
            ulong content = index / 2 % 1_500 * 0x1_0000_0001;
            byte[] payload = BitConverter.GetBytes(content);
            foreach (Header parent in new[] { s_parent, other, s_parent })
            {
                BuiltBlock built = SimulatedLedger.Build(parent, payload);
                Assert.Equal(new Hash256(SHA256.HashData(payload)), built.PayloadRoot);
                Assert.Equal(
                    new Hash256(SHA256.HashData([.. parent.StateRoot.Span, .. payload])), built.StateRoot);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(300)]
    public void PayloadsOfOtherLengthsAreNotMistakenForEachOther(int length)
    {
        byte[] payload = new byte[length];
        Hash256 zeros = SimulatedLedger.PayloadRoot(payload);
        Assert.Equal(new Hash256(SHA256.HashData(payload)), zeros);
        Assert.Equal(zeros, SimulatedLedger.PayloadRoot([.. payload]));
        if (length > 0)
        {
            // The same array with other contents: what was remembered is its contents.
            payload[^1] = 1;
            Assert.Equal(new Hash256(SHA256.HashData(payload)), SimulatedLedger.PayloadRoot(payload));
        }
    }
}
