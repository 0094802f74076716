using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class StateReaderExtensionsTests
{
    private static readonly Address s_owner = TestLedger.Owners[6];
    private static readonly OutPoint s_point = new(TestLedger.Hash(1), 0);
    private readonly WriteSet _state = new(TestLedger.InitialState());

    [Fact]
    public void Reads_OfNothing_AreEmpty()
    {
        Assert.Same(Account.Empty, _state.GetAccount(s_owner));
        Assert.False(_state.TryGetOutput(s_point, out TransactionOutput output));
        Assert.Equal(default, output);
        Assert.Equal(UInt128.Zero, _state.GetCounter("none"u8));
    }

    [Fact]
    public void Reads_OfEveryTruncationAndExtension_SayThatTheStateIsCorrupt()
    {
        byte[] account = Ace.Encode(new Account(3, [new AssetBalance(AssetId.Swr, 4)]));
        byte[] output = Ace.Encode(new TransactionOutput(s_owner, AssetId.Swr, 4, null));
        Refuse(StateKey.ForAccount(s_owner), account, () => _state.GetAccount(s_owner));
        Refuse(StateKey.ForOutput(s_point), output, () => _state.TryGetOutput(s_point, out _));
        Refuse(StateKey.ForMeta("count"u8), new byte[16], () => _state.GetCounter("count"u8));
    }

    private void Refuse(Hash256 key, byte[] value, Action read)
    {
        _state.Put(key, value);
        read();
        for (int length = 0; length < value.Length; length++)
        {
            _state.Put(key, value[..length]);
            Assert.Throws<StateCorruptException>(read);
        }
        _state.Put(key, [.. value, 0]);
        Assert.Throws<StateCorruptException>(read);
    }
}
