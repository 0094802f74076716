using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Execution.State;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Values of random accounts, many at once; beside one after the other.</summary>
internal sealed class StateReadRow(LedgerFixture fixture) : KernelRow
{
    private const int Batch = 256;

    private readonly Hash256[] _keys = new Hash256[1 << 18];
    private readonly ValueArena _arena = new();
    private readonly ValueRange[] _ranges = new ValueRange[Batch];
    private int _next;

    public override string Kernel => "read";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, in memory, 256 at once";

    public override string Operation => "value";

    public override int OperationsPerCall => Batch;

    public override string Peer => "one by one";

    public override int PeerOperationsPerCall => Batch;

    public override void Prepare()
    {
        SeededRandom random = new(1);
        for (int index = 0; index < _keys.Length; index++)
            _keys[index] = LedgerFixture.StateKeyOf(random.Below(fixture.Accounts));
        RunKernel(1);
        Require(_ranges.All(range => range.IsFound), "a value is missing");
        Require(_arena[_ranges[^1]].SequenceEqual(LedgerFixture.InitialValue()), "a value differs");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            _arena.Clear();
            fixture.State.ReadMany(NextKeys(), _arena, _ranges);
        }
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            _arena.Clear();
            foreach (ref readonly Hash256 key in NextKeys())
                fixture.State.TryRead(key, _arena, out _);
        }
    }

    private ReadOnlySpan<Hash256> NextKeys()
    {
        ReadOnlySpan<Hash256> keys = _keys.AsSpan(_next, Batch);
        _next = (_next + Batch) & (_keys.Length - 1);
        return keys;
    }
}
