using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Rent;
using Aether.Execution.State;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Rent;

public sealed class ExpiryIndexTests
{
    private static readonly ChainParameters s_parameters = new() { RentHorizonEpochs = 3 };

    /// <summary>Objects that come, go and are paid for at random: the state is that of the naive index.</summary>
    [Fact]
    public void EndBlock_RandomLives_EqualsTheNaiveIndex()
    {
        Random random = new(3);
        SpecRent spec = new(s_parameters);
        Dictionary<ObjectId, ObjectRecord> live = [];
        Dictionary<ObjectId, ObjectTombstone> archived = [];
        WriteSet state = new(TestLedger.InitialState());
        SortedSet<Birth> births = [];
        int made = 0;
        for (int block = 0; block < 400; block++)
        {
            uint epoch = (uint)(block / 6);
            for (int count = random.Next(block % 40 == 0 ? 300 : 12); count > 0; count--)
            {
                ObjectId id = new(TestLedger.Hash(random.Next(5) == 0 ? random.Next(made + 1) : made++));
                uint until = epoch + 3;
                ObjectRecord record = new(16, default, default, 0, (UInt128)random.Next(1_000), until, until + 3, []);
                live[id] = random.Next(4) == 0 && live.TryGetValue(id, out ObjectRecord? old)
                    ? old with { PaidUntil = Math.Max(old.PaidUntil, epoch) }
                    : record;
                archived.Remove(id);
                if (live[id] == record)
                {
                    spec.Born(record.Bucket, id);
                    births.Add(new Birth(record.Bucket, id));
                }
                state.Put(StateKey.ForObject(id), Ace.Encode(live[id]));
            }
            foreach (ObjectId gone in live.Keys.Where(_ => random.Next(60) == 0).ToArray())
            {
                live.Remove(gone);
                state.Remove(StateKey.ForObject(gone));
            }
            UInt128 collected = ExpiryIndex.EndBlock(state, s_parameters, epoch, births);
            Assert.Equal(spec.EndBlock(epoch, live, archived), collected);
            Assert.Equal(Values(spec, live, archived), Held(state));
        }
        Assert.True(archived.Count > 300);
    }

    /// <summary>However many run out at once, a block looks at one page, and all are archived in the end.</summary>
    [Fact]
    public void EndBlock_ManyAtOnce_TakesOnePageInABlock()
    {
        WriteSet state = new(TestLedger.InitialState());
        SortedSet<Birth> births = [];
        for (int index = 0; index < 200; index++)
        {
            ObjectId id = new(TestLedger.Hash(index));
            state.Put(StateKey.ForObject(id), Ace.Encode(new ObjectRecord(16, default, default, 0, 7, 3, 6, [])));
            births.Add(new Birth(6, id));
        }
        Assert.Equal((UInt128)0, ExpiryIndex.EndBlock(state, s_parameters, 5, births));
        UInt128[] collected =
            [.. Enumerable.Range(0, 6).Select(_ => ExpiryIndex.EndBlock(state, s_parameters, 6, []))];
        Assert.Equal([7 * 64, 7 * 64, 7 * 64, 7 * 8, 0, 0], collected);
        Assert.False(state.TryGet(ExpiryKeys.Bucket(6), out _));
        Assert.True(state.TryGet(StateKey.ForObject(new ObjectId(TestLedger.Hash(199))), out byte[] stone));
        Assert.True(Ace.TryDecode(stone, out ObjectTombstone tombstone, out _));
        Assert.Equal(6U, tombstone.Epoch);
    }

    private static IEnumerable<string> Values(
        SpecRent spec,
        Dictionary<ObjectId, ObjectRecord> live,
        Dictionary<ObjectId, ObjectTombstone> archived)
    {
        SortedDictionary<Hash256, byte[]> values = [];
        spec.AddValues(values);
        foreach ((ObjectId id, ObjectRecord record) in live)
        {
            values[StateKey.ForObject(id)] = Ace.Encode(record);
        }
        foreach ((ObjectId id, ObjectTombstone stone) in archived)
        {
            values[StateKey.ForObject(id)] = Ace.Encode(stone);
        }
        return values.Select(pair => $"{pair.Key} {Convert.ToHexString(pair.Value)}");
    }

    private static IEnumerable<string> Held(WriteSet state) => state.Changes
        .Where(change => change.Value is not null)
        .Select(change => $"{change.Key} {Convert.ToHexString(change.Value!)}");
}
