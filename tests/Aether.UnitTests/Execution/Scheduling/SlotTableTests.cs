using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class SlotTableTests
{
    private readonly BlockState _state = TestLedger.InitialState();

    [Fact]
    public void GetOrAdd_RandomIdentifiers_EqualsADictionary()
    {
        SlotTable slots = new();
        Random random = new(3);
        for (int block = 0; block < 3; block++)
        {
            slots.Reset(_state);
            Dictionary<(SlotKind, Hash256, uint), int> model = [];
            for (int round = 0; round < 3_000; round++)
            {
                SlotKind kind = (SlotKind)random.Next(2);
                Hash256 id = TestLedger.Hash(random.Next(400));
                uint index = kind == SlotKind.Output ? (uint)random.Next(3) : 0;
                int slot = slots.GetOrAdd(kind, id, index);
                if (!model.TryGetValue((kind, id, index), out int expected))
                {
                    expected = model.Count;
                    model[(kind, id, index)] = expected;
                }
                Assert.Equal(expected, slot);
                Assert.Equal(id, slots.SlotAt(slot).Id);
            }
            Assert.Equal(model.Count, slots.Count);
        }
    }

    [Fact]
    public void Load_WantedCells_HaveTheKeysAndValuesOfTheParent()
    {
        SlotTable slots = new();
        slots.Reset(_state);
        LaneLoader loader = new(slots.Chunks);
        foreach (Address owner in TestLedger.Owners)
        {
            int slot = slots.GetOrAdd(SlotKind.Declared, owner.Value, 0);
            slots.Want(slot, half: 0);
            slots.Want(slot, half: 0);
        }
        Assert.Equal(TestLedger.Owners.Length, slots.LoadCount);
        slots.Load(0, 3, loader);
        slots.Load(3, slots.LoadCount - 3, loader);
        for (int slot = 0; slot < slots.Count; slot++)
        {
            Hash256 key = StateKey.ForAccount(TestLedger.Owners[slot]);
            Assert.Equal(key, slots.KeyAt(2 * slot));
            ref ValueCell cell = ref slots.CellAt(2 * slot);
            Assert.Equal(_state.TryGet(key, out byte[] value), cell.Length >= 0);
            Assert.Equal(cell.Length >= 0, cell.Existed);
            Assert.Equal(value, cell.Length < 0 ? [] : slots.ValueOf(cell).ToArray());
            Assert.Equal(ValueCell.Unloaded, slots.CellAt((2 * slot) + 1).Length);
        }
    }

    [Fact]
    public void LoadLate_AndAside_EqualTheParent()
    {
        SlotTable slots = new();
        slots.Reset(_state);
        LaneLoader loader = new(slots.Chunks);
        int slot = slots.GetOrAdd(SlotKind.Declared, TestLedger.Owners[0].Value, 0);
        Assert.True(slots.TryReadAside(2 * slot, loader, out ReadOnlySpan<byte> aside));
        Assert.Equal(ValueCell.Unloaded, slots.CellAt(2 * slot).Length);
        slots.LoadLate(2 * slot, loader);
        Assert.Equal(aside.ToArray(), slots.ValueOf(slots.CellAt(2 * slot)).ToArray());
        Assert.False(slots.TryReadAside((2 * slot) + 1, loader, out _));
        slots.LoadLate((2 * slot) + 1, loader);
        Assert.Equal(StateKey.ForObject(TestLedger.Owners[0].AsObject), slots.KeyAt((2 * slot) + 1));
    }
}
