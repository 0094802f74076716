using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.LedgerBench.Fixtures;

/// <summary>A state of many accounts, and the keys they belong to. Built when first asked for.</summary>
internal sealed class LedgerFixture(int accounts)
{
    /// <summary>Base units of SWR that every account starts with: enough for all blocks and their fees.</summary>
    public const long Balance = 1_000_000_000_000_000;

    private BlockState? _state;

    public int Accounts => accounts;

    /// <summary>The chain: its tag and its prices. The accounts are only in <see cref="State"/>.</summary>
    public Genesis Genesis { get; } = BenchGenesis.Create([new GenesisAccount(AddressOf(0), Balance, 0)]);

    /// <summary>The state after block 0.</summary>
    public BlockState State => _state ??= Build();

    /// <summary>The key of an account. Nothing here is signed, so any 32 bytes do.</summary>
    public static PublicKey KeyOf(int index)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, index);
        return new PublicKey(new Hash256(bytes));
    }

    public static Address AddressOf(int index) => Address.FromPublicKey(KeyOf(index));

    public static Hash256 StateKeyOf(int index) => StateKey.ForAccount(AddressOf(index));

    /// <summary>The value every account starts with.</summary>
    public static byte[] InitialValue() => ValueOf(0, Balance);

    /// <summary>An account with one asset.</summary>
    public static byte[] ValueOf(ulong nonce, UInt128 balance) =>
        Ace.Encode(new Account(nonce, [new AssetBalance(AssetId.Swr, balance)]));

    private BlockState Build()
    {
        byte[] value = InitialValue();
        SortedDictionary<Hash256, byte[]?> values = [];
        for (int index = 0; index < accounts; index++)
            values.Add(StateKeyOf(index), value);
        return BlockState.Initial(values);
    }
}
