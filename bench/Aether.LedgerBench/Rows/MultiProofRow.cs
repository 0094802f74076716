using Aether.BenchKit.Measurement;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Making, or checking, one proof of many random accounts; beside a proof for each.</summary>
internal sealed class MultiProofRow(LedgerFixture fixture, int keys, bool isCheck) : KernelRow
{
    private readonly Hash256[] _keys = new Hash256[keys];
    private readonly Hash256[] _valueHashes = new Hash256[keys];
    private readonly SparseMerkleProof[] _singles = new SparseMerkleProof[keys];
    private readonly byte[] _value = LedgerFixture.InitialValue();
    private SparseMerkleMultiProof? _proof;

    public override string Kernel => isCheck ? "verify-proof" : "prove";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {Cases.Count(keys)} keys at once";

    public override string Operation => "key";

    public override int OperationsPerCall => keys;

    public override string Peer => "a proof for each";

    public override int PeerOperationsPerCall => keys;

    public override void Prepare()
    {
        SeededRandom random = new(4);
        HashSet<int> chosen = [];
        while (chosen.Count < keys)
            chosen.Add(random.Below(fixture.Accounts));
        chosen.Select(LedgerFixture.StateKeyOf).Order().ToArray().CopyTo(_keys, 0);
        _valueHashes.AsSpan().Fill(StateHasher.HashValue(_value));
        for (int index = 0; index < keys; index++)
            _singles[index] = fixture.State.Prove(_keys[index]);
        _proof = SparseMerkleMultiBuilder.Prove(fixture.State.OpenProofs(), _keys);
        Require(Verify(), "the proof does not hold");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            if (isCheck)
                Verify();
            else
                SparseMerkleMultiBuilder.Prove(fixture.State.OpenProofs(), _keys);
        }
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            for (int index = 0; index < keys; index++)
            {
                if (isCheck)
                    SparseMerkle.VerifyInclusion(fixture.State.Root, _keys[index], _value, _singles[index]);
                else
                    fixture.State.Prove(_keys[index]);
            }
        }
    }

    private bool Verify() => SparseMerkleMulti.Verify(fixture.State.Root, _keys, _valueHashes, _proof!);
}
