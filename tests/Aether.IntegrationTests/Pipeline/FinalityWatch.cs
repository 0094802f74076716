using Aether.Core.Types;
using Aether.Pipeline;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.IntegrationTests.Pipeline;

/// <summary>Collects the final blocks of one node and waits for conditions on them, by events alone.</summary>
internal sealed class FinalityWatch
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly object _gate = new();
    private readonly List<FinalBlock> _blocks = [];
    private NodeFault? _fault;

    public FinalityWatch(NodePipeline node)
    {
        node.BlockFinalized += Add;
        node.Faulted += Fail;
    }

    public FinalBlock[] Blocks
    {
        get
        {
            lock (_gate)
            {
                return [.. _blocks];
            }
        }
    }

    public void WaitForTransactions(IReadOnlyCollection<Hash256> ids) => WaitUntil(
        () => ids.All(id => _blocks.Exists(block => block.Transactions.Any(item => item.Id == id))));

    public void WaitForHeight(ulong height) =>
        WaitUntil(() => _blocks.Count > 0 && _blocks[^1].Header.Height >= height);

    public void WaitForBlock(Predicate<FinalBlock> wanted) => WaitUntil(() => _blocks.Exists(wanted));

    public void WaitForEpoch(uint epoch) =>
        WaitUntil(() => _blocks.Count > 0 && _blocks[^1].Header.Epoch >= epoch);

    private void WaitUntil(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        lock (_gate)
        {
            while (!condition())
            {
                Assert.True(_fault is null, $"the node stopped itself: {_fault}");
                TimeSpan left = s_patience - TimeProvider.System.GetElapsedTime(start);
                Assert.True(left > TimeSpan.Zero && Monitor.Wait(_gate, left), "no progress within the time allowed");
            }
        }
    }

    private void Add(FinalBlock block)
    {
        lock (_gate)
        {
            _blocks.Add(block);
            Monitor.PulseAll(_gate);
        }
    }

    private void Fail(NodeFault fault)
    {
        lock (_gate)
        {
            _fault = fault;
            Monitor.PulseAll(_gate);
        }
    }
}
