using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Proofs of single accounts.</summary>
internal sealed class ProveRow(LedgerFixture fixture) : KernelRow
{
    private readonly Hash256[] _keys = new Hash256[1 << 12];
    private int _next;

    public override string Kernel => "prove";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, one key";

    public override string Operation => "proof";

    public override void Prepare()
    {
        SeededRandom random = new(2);
        for (int index = 0; index < _keys.Length; index++)
            _keys[index] = LedgerFixture.StateKeyOf(random.Below(fixture.Accounts));
        SparseMerkleProof proof = fixture.State.Prove(_keys[0]);
        byte[] value = LedgerFixture.InitialValue();
        Require(SparseMerkle.VerifyInclusion(fixture.State.Root, _keys[0], value, proof), "a proof does not hold");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            fixture.State.Prove(_keys[_next++ & (_keys.Length - 1)]);
    }
}
