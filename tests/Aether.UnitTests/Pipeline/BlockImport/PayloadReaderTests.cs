using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.UnitTests.Pipeline.Mempool;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class PayloadReaderTests
{
    private static readonly PayerState s_rich = new(0, UInt128.MaxValue / 2);

    private readonly SharedMempool _pending = new(new MempoolOptions());
    private readonly Transaction[] _transactions =
        [.. Enumerable.Range(0, 6).Select(sender => MempoolTransactions.Create(sender, 0, 5_000, outputs: sender % 3))];

    public PayloadReaderTests()
    {
        using MempoolHold hold = _pending.Hold();
        foreach (Transaction transaction in _transactions[..4])
        {
            MempoolError error = hold.Add(MempoolTransactions.Admit(transaction), _ => s_rich);
            Assert.Equal(MempoolError.None, error);
        }
    }

    [Fact]
    public void TryDecode_PendingOnes_AreTheSameObjects()
    {
        byte[] payload = Ace.Encode(new BlockPayload(_transactions));
        Assert.True(new PayloadReader(_pending).TryDecode(payload, out BlockPayload decoded));
        for (int index = 0; index < _transactions.Length; index++)
        {
            Assert.Equal(index < 4, ReferenceEquals(_transactions[index], decoded.Transactions[index]));
            Assert.Equal(_transactions[index].WitnessId, decoded.Transactions[index].WitnessId);
        }
        Assert.Equal(payload, Ace.Encode(decoded));
    }

    [Fact]
    public void TryDecode_AnotherOfTheSameNonce_IsItself()
    {
        Transaction other = MempoolTransactions.Create(0, 0, 5_000, salt: 3);
        byte[] payload = Ace.Encode(new BlockPayload([other]));
        Assert.True(new PayloadReader(_pending).TryDecode(payload, out BlockPayload decoded));
        Assert.Equal(other.Id, decoded.Transactions[0].Id);
    }

    [Fact]
    public void TryDecode_AnythingDamaged_IsJudgedAsByTheCodec()
    {
        byte[] payload = Ace.Encode(new BlockPayload(_transactions));
        PayloadReader reader = new(_pending);
        for (int at = 0; at < payload.Length; at++)
        {
            byte[] damaged = (byte[])payload.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            AssertAgree(reader, damaged);
            AssertAgree(reader, payload.AsSpan(0, at).ToArray());
        }
        AssertAgree(reader, [.. payload, 0]);
        AssertAgree(reader, []);
    }

    private static void AssertAgree(PayloadReader reader, byte[] payload)
    {
        bool expected = Ace.TryDecode(payload, out BlockPayload plain, out DecodeError _);
        Assert.Equal(expected, reader.TryDecode(payload, out BlockPayload decoded));
        if (expected)
        {
            Assert.Equal(Ace.Encode(plain), Ace.Encode(decoded));
        }
    }
}
