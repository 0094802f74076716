using Aether.BenchKit.Measurement;
using Aether.KernelBench.Peers;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Rows;

/// <summary>One signature a call beside OpenSSL, the peer that every Debian machine has.</summary>
internal sealed class Ed25519OpenSslRow() : Ed25519Row(1024)
{
    public override string Kernel => "ed25519-verify-one";

    public override string Peer => OpenSsl.Name;

    public override string? PeerMissingReason => OpenSsl.MissingReason;

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int i = Next();
            _ = Signatures.Verify(Inputs.PublicKey(i), Inputs.Message(i), Inputs.Signature(i));
        }
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int i = Next();
            _ = OpenSsl.Ed25519Verify(Inputs.PublicKey(i), Inputs.Message(i), Inputs.Signature(i));
        }
    }
}
