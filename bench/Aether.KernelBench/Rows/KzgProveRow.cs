using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.KernelBench.Rows;

/// <summary>The value and the proof of a blob at a point outside its domain.</summary>
internal sealed class KzgProveRow : KzgRow
{
    private readonly byte[] _value = new byte[Scheme.ElementBytes];
    private readonly byte[] _proof = new byte[Scheme.ProofBytes];

    public override string Kernel => "kzg-prove";

    public override string Operation => "proof";

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Scheme.TryProve(Setup, Blob, Point, _value, _proof);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            Setup.Reference.TryProve(Blob, Point, _value, _proof);
    }
}
