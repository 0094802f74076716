using Aether.Core.Types;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;
using Xunit;

namespace Aether.NodeTests.Rpc;

public sealed class SlotLookupTests(RpcTestNode node)
{
    [Fact]
    public void FirstFrom_EverySlot_IsWhatASearchOfAllBlocksFinds()
    {
        SlotLookup slots = new(node.View, new BlockLookup(node.View));
        Header final = node.View.Pipeline.Heads.Finalized.Header;
        List<Header> all = [];
        for (ulong height = 0; height <= final.Height; height++)
        {
            Assert.True(node.View.Store.TryGetFinalHeader(height, out Header? header));
            all.Add(header);
        }
        for (ulong slot = 0; slot <= final.View + 1; slot++)
        {
            Assert.Equal(all.Find(header => header.View >= slot)?.Hash, slots.FirstFrom(slot, final)?.Hash);
        }
    }

    [Fact]
    public void Find_EveryFinalBlock_ByItsSlot()
    {
        SlotLookup slots = new(node.View, new BlockLookup(node.View));
        Header final = node.View.Pipeline.Heads.Finalized.Header;
        for (ulong height = 0; height <= final.Height; height++)
        {
            Assert.True(node.View.Store.TryGetFinalHeader(height, out Header? header));
            Assert.Equal(header.Hash, slots.Find(header.View).Header.Hash);
        }
    }

    [Fact]
    public void Find_ASlotThatIsFarAhead_SaysWhen()
    {
        SlotLookup slots = new(node.View, new BlockLookup(node.View));
        ulong far = node.View.Pipeline.ConsensusStatus.View + 1_000;
        RpcException error = Assert.Throws<RpcException>(() => slots.Find(far));
        Assert.Equal(RpcErrorCode.NotYetAvailable, error.Code);
        Assert.Contains(error.Details, detail => detail.Name == "etaMs" && (ulong)detail.Value > 0);
    }
}
