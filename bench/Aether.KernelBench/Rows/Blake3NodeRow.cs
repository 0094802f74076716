using Aether.BenchKit.Measurement;
using Aether.Crypto.Hashing;

namespace Aether.KernelBench.Rows;

/// <summary>One node of the state tree: a keyed BLAKE3 compression of 64 bytes.</summary>
internal sealed class Blake3NodeRow : KernelRow
{
    private readonly uint[] _key = new uint[Blake3.KeyWords];
    private readonly byte[] _node = new byte[64];
    private readonly byte[] _digest = new byte[Blake3.DigestBytes];

    public override string Kernel => "blake3-node-one";

    public override string Operation => "node";

    public override void Prepare()
    {
        byte[] expected = new byte[Blake3.DigestBytes];
        Blake3.KeyedHash(new byte[Blake3.KeyBytes], _node, expected);
        RunKernel(1);
        Require(_digest.AsSpan().SequenceEqual(expected), "differs from the general keyed hash");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Blake3.KeyedHash64(_key, _node, _digest);
    }
}
