using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Pipeline.BlockImport;
using Aether.TestKit.Simulation;
using Aether.UnitTests.Pipeline.Mempool;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class CheckedPayloadsTests
{
    private static readonly KeyedCommittee s_keys = new(10, 10, 10, 10);

    private readonly BlockPayload _payload = new(
        [.. Enumerable.Range(0, 5).Select(sender => MempoolTransactions.Create(sender, 0, 5_000, outputs: 1))]);

    private readonly CheckedPayloads _payloads = new(new PayloadReader(null));

    [Fact]
    public void Read_SameArray_IsDecodedOnce_AndAnotherOneByItself()
    {
        byte[] bytes = Ace.Encode(_payload);
        CheckedPayload first = _payloads.Read(bytes)!;
        Assert.Same(first, _payloads.Read(bytes));
        Assert.NotSame(first, _payloads.Read((byte[])bytes.Clone()));
        Assert.Equal(PayloadCommitment.PayloadRoot(_payload), first.PayloadRoot);
        Assert.Equal(PayloadCommitment.EvidenceRoot([]), first.EvidenceRoot);
    }

    [Fact]
    public void Read_MoreThanAreKept_AreReadAgain()
    {
        byte[][] arrays = [.. Enumerable.Range(0, 5).Select(_ => Ace.Encode(_payload))];
        CheckedPayload[] read = [.. arrays.Select(bytes => _payloads.Read(bytes)!)];
        Assert.Same(read[4], _payloads.Read(arrays[4]));
        Assert.NotSame(read[0], _payloads.Read(arrays[0]));
    }

    [Fact]
    public void VerifyPayload_AnyDamage_IsJudgedAsWithoutTheMemory()
    {
        EpochContext epoch = EpochContext.First(s_keys.Genesis, SimulatedGenesis.CreateHeader(s_keys.Genesis));
        Assert.True(CommitteeCryptoFactory.TryCreate(s_keys.Genesis, out CommitteeCryptoFactory? factory, out _));
        IConsensusCrypto plain = factory.Create(epoch);
        IConsensusCrypto read = new PayloadCryptoFactory(factory, _payloads).Create(epoch);
        byte[] bytes = Ace.Encode(_payload);
        Header header = KeyedCommittee.Child(epoch.RootHeader, epoch.RootCertificate, 1) with
        {
            PayloadBytes = (uint)bytes.Length,
            PayloadRoot = PayloadCommitment.PayloadRoot(_payload),
            EvidenceRoot = PayloadCommitment.EvidenceRoot([]),
        };
        Assert.True(read.VerifyPayload(header, bytes));
        Assert.True(read.VerifyPayload(header, bytes));
        Assert.False(read.VerifyPayload(header with { PayloadRoot = default }, bytes));
        Assert.False(read.VerifyPayload(header with { EvidenceRoot = header.PayloadRoot }, bytes));
        Assert.False(read.VerifyPayload(header with { PayloadBytes = 1 }, bytes));
        for (int at = 0; at < bytes.Length; at += 3)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            Assert.Equal(plain.VerifyPayload(header, damaged), read.VerifyPayload(header, damaged));
            Assert.False(read.VerifyPayload(header, damaged));
        }
    }
}
