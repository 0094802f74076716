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

    // In blocks of many accounts: the memory of one set of changes stays small beside the state's.
    private BlockState Build()
    {
        const int BlockAccounts = 250_000;
        byte[] value = InitialValue();
        AccountKeys keys = new();
        ChangeSetBuilder builder = new(new ChangeSetPool());
        BlockState state = BlockState.Initial([]);
        for (int first = 0; first < accounts; first += BlockAccounts)
        {
            foreach (ref readonly Hash256 key in keys.Of(first, Math.Min(BlockAccounts, accounts - first)))
                builder.Add(key, value);
            state = state.Apply(state.Height + 1, builder.Build());
            state.CutParent();
        }

        return state;
    }
}
