using Aether.BenchKit.Measurement;
using Aether.KernelBench.Peers;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Rows;

/// <summary>One signature a call, every key new to the caches: what a lone vote or request costs.</summary>
internal sealed class Ed25519VerifyOneRow() : Ed25519Row(1024)
{
    public override string Kernel => "ed25519-verify-one";

    public override void Prepare()
    {
        base.Prepare();
        Require(Signatures.Verify(Inputs.PublicKey(0), Inputs.Message(0), Inputs.Signature(0)), "valid is refused");
        Inputs.Message(1)[0] ^= 1;
        Require(!Signatures.Verify(Inputs.PublicKey(1), Inputs.Message(1), Inputs.Signature(1)), "forged passes");
        Inputs.Message(1)[0] ^= 1;
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int i = Next();
            _ = Signatures.Verify(Inputs.PublicKey(i), Inputs.Message(i), Inputs.Signature(i));
        }
    }
}
