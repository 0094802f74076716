using Aether.Native;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Rows;

/// <summary>One signature made from a seed; libsodium signs with its expanded key.</summary>
internal sealed class Ed25519SignOneRow() : Ed25519Row(256)
{
    private readonly byte[] _signature = new byte[Signatures.SignatureBytes];

    public override string Kernel => "ed25519-sign-one";

    public override void Prepare()
    {
        base.Prepare();
        Signatures.Sign(Inputs.Seed(0), Inputs.Message(0), _signature);
        Require(Inputs.Signature(0).SequenceEqual(_signature), "the signature differs from libsodium's");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int i = Next();
            Signatures.Sign(Inputs.Seed(i), Inputs.Message(i), _signature);
        }
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int i = Next();
            Sodium.Ed25519Sign(_signature, Inputs.Message(i), Inputs.ExpandedKey(i));
        }
    }
}
