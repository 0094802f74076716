using System.Buffers.Binary;
using Aether.BenchKit.Measurement;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>
/// Making, or checking, the proof that a range of keys holds exactly the accounts shown; beside one proof of the same
/// keys, which does not show that there are no others between them.
/// </summary>
internal sealed class RangeProofRow(LedgerFixture fixture, int keys, bool isCheck) : KernelRow
{
    private readonly Hash256[] _keys = new Hash256[keys];
    private readonly Hash256[] _valueHashes = new Hash256[keys];
    private SparseMerkleMultiProof? _multi;
    private SparseMerkleRangeProof? _proof;

    public override string Kernel => isCheck ? "verify-range" : "prove-range";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {Cases.Count(keys)} neighbours";

    public override string Operation => "key";

    public override int OperationsPerCall => keys;

    public override string Peer => "one proof of the same keys";

    public override int PeerOperationsPerCall => keys;

    public override void Prepare()
    {
        Neighbours().CopyTo(_keys, 0);
        _valueHashes.AsSpan().Fill(StateHasher.HashValue(LedgerFixture.InitialValue()));
        _proof = Prove();
        _multi = SparseMerkleMultiBuilder.Prove(fixture.State.OpenProofs(), _keys);
        Require(Verify(), "the proof does not hold");
        Require(
            !SparseMerkleRange.Verify(
                fixture.State.Root, _keys[0], _keys[^1], _keys.AsSpan(..^1), _valueHashes.AsSpan(..^1), _proof),
            "the proof holds without one of the keys");
        Require(VerifyMulti(), "the proof of the same keys does not hold");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            if (isCheck)
                Verify();
            else
                Prove();
        }
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            if (isCheck)
                VerifyMulti();
            else
                SparseMerkleMultiBuilder.Prove(fixture.State.OpenProofs(), _keys);
        }
    }

    // Keys are digests: a part of their numbers has about that part of the accounts; twice as much has enough.
    private Hash256[] Neighbours()
    {
        const int Batch = 250_000;
        const ulong Start = ulong.MaxValue / 3;
        ulong width = ulong.MaxValue / (ulong)fixture.Accounts * 2 * (ulong)keys;
        AccountKeys hashed = new();
        List<Hash256> found = [];
        for (int first = 0; first < fixture.Accounts; first += Batch)
        {
            foreach (ref readonly Hash256 key in hashed.Of(first, Math.Min(Batch, fixture.Accounts - first)))
            {
                if (BinaryPrimitives.ReadUInt64BigEndian(key.Span) - Start < width)
                    found.Add(key);
            }
        }

        return [.. found.Order().Take(keys)];
    }

    private SparseMerkleRangeProof Prove() =>
        SparseMerkleRangeBuilder.Prove(fixture.State.OpenProofs(), _keys[0], _keys[^1]);

    private bool Verify() => SparseMerkleRange.Verify(
        fixture.State.Root, _keys[0], _keys[^1], _keys, _valueHashes, _proof!);

    private bool VerifyMulti() => SparseMerkleMulti.Verify(fixture.State.Root, _keys, _valueHashes, _multi!);
}
