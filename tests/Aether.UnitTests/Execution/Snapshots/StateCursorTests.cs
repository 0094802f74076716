using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Snapshots;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Generators;
using Aether.TestKit.Snapshots;
using Xunit;

namespace Aether.UnitTests.Execution.Snapshots;

public sealed class StateCursorTests
{
    [Fact]
    public void TryNext_FromAnyKey_GivesTheRestInOrder()
    {
        using ChainStore store = Open();
        BlockState state = store.FinalizedState;
        MemoryState all = ReadAll(state);
        Assert.Equal(state.Root, all.Root);
        Hash256[] keys = [.. all.Values.Select(item => item.Key)];
        Assert.True(keys.Length > 8);
        foreach (Hash256 first in (Hash256[])[KeyOrder.Greatest, keys[0], keys[^1], keys[5], KeyOrder.Next(keys[5])])
        {
            Assert.Equal(keys.Where(key => key >= first), Read(state, first).Select(item => item.Key));
        }
    }

    [Fact]
    public void OpenProofs_OfAState_ProvesWhatTheTreeByDefinitionDoes()
    {
        using ChainStore store = Open();
        BlockState state = store.FinalizedState;
        MemoryState all = ReadAll(state);
        Hash256[] keys = [.. all.Values.Select(item => item.Key)];
        for (int start = 0; start < keys.Length; start++)
        {
            Assert.Equal(
                Ace.Encode(SparseMerkleRangeBuilder.Prove(all.Proofs, keys[start], keys[^1])),
                Ace.Encode(SparseMerkleRangeBuilder.Prove(state.OpenProofs(), keys[start], keys[^1])));
            Hash256[] some = [.. keys.Skip(start).Take(4).Append(KeyOrder.Greatest)];
            Assert.Equal(
                Ace.Encode(SparseMerkleMultiBuilder.Prove(all.Proofs, some)),
                Ace.Encode(SparseMerkleMultiBuilder.Prove(state.OpenProofs(), some)));
        }
    }

    private static ChainStore Open()
    {
        Genesis genesis = GenesisGenerator.Genesis(new SeededRandom(5), 12);
        StoreOpenError error = ChainStore.TryOpen(new MemoryKeyValueStore(), genesis, out ChainStore? store, out _);
        Assert.Equal(StoreOpenError.None, error);
        return store!;
    }

    private static MemoryState ReadAll(BlockState state) => new(Read(state, Hash256.Zero));

    private static List<KeyValuePair<Hash256, byte[]>> Read(BlockState state, Hash256 first)
    {
        using StateCursor cursor = new(state, first);
        List<KeyValuePair<Hash256, byte[]>> items = [];
        while (cursor.TryNext(out Hash256 key, out ReadOnlySpan<byte> value))
        {
            items.Add(new(key, value.ToArray()));
        }
        return items;
    }
}
