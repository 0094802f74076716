using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Checks of proofs of single accounts.</summary>
internal sealed class VerifyProofRow(LedgerFixture fixture) : KernelRow
{
    private readonly Hash256[] _keys = new Hash256[1 << 10];
    private readonly SparseMerkleProof[] _proofs = new SparseMerkleProof[1 << 10];
    private byte[] _value = [];
    private int _next;

    public override string Kernel => "verify-proof";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, one key";

    public override string Operation => "proof";

    public override void Prepare()
    {
        SeededRandom random = new(3);
        _value = LedgerFixture.InitialValue();
        for (int index = 0; index < _keys.Length; index++)
        {
            _keys[index] = LedgerFixture.StateKeyOf(random.Below(fixture.Accounts));
            _proofs[index] = fixture.State.Prove(_keys[index]);
            Require(Verify(index), "a proof does not hold");
        }
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Verify(_next++ & (_keys.Length - 1));
    }

    private bool Verify(int index) =>
        SparseMerkle.VerifyInclusion(fixture.State.Root, _keys[index], _value, _proofs[index]);
}
