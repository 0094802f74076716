using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Values of random accounts, one after the other.</summary>
internal sealed class StateReadRow(LedgerFixture fixture) : KernelRow
{
    private readonly Hash256[] _keys = new Hash256[1 << 16];
    private int _next;

    public override string Kernel => "read";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, in memory, one by one";

    public override string Operation => "value";

    public override int OperationsPerCall => 1_024;

    public override void Prepare()
    {
        SeededRandom random = new(1);
        for (int index = 0; index < _keys.Length; index++)
            _keys[index] = LedgerFixture.StateKeyOf(random.Below(fixture.Accounts));
        Require(
            fixture.State.TryGet(_keys[0], out byte[] value)
            && value.AsSpan().SequenceEqual(LedgerFixture.InitialValue()),
            "a value differs");
    }

    public override void RunKernel(int calls)
    {
        for (int read = 0; read < calls * OperationsPerCall; read++)
            fixture.State.TryGet(_keys[_next++ & (_keys.Length - 1)], out _);
    }
}
