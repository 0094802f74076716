using Aether.BenchKit.Measurement;
using Aether.KernelBench.Peers;
using Aether.Native;

namespace Aether.KernelBench.Rows;

/// <summary>What all rows of ed25519 share: signatures by distinct keys, and libsodium beside them.</summary>
/// <param name="count">Distinct keys; the peer goes through all of them too, so that its caches are as cold.</param>
internal abstract class Ed25519Row(int count) : KernelRow
{
    private int _next;

    public override string Operation => "signature";

    public override string Peer => "libsodium";

    public override string? PeerMissingReason => Sodium.NotSupportedReason;

    public override string? NotSupportedReason => Sodium.NotSupportedReason;

    protected Ed25519Inputs Inputs { get; private set; } = null!;

    public override void Prepare()
    {
        Inputs = new Ed25519Inputs(count, seed: count);
        Require(Sodium.Ed25519VerifyStrict(Inputs.Signature(0), Inputs.Message(0), Inputs.PublicKey(0)), "libsodium");
        Require(OpenSsl.MissingReason is not null
            || OpenSsl.Ed25519Verify(Inputs.PublicKey(0), Inputs.Message(0), Inputs.Signature(0)), "OpenSSL");
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int i = Next();
            _ = Sodium.Ed25519VerifyStrict(Inputs.Signature(i), Inputs.Message(i), Inputs.PublicKey(i));
        }
    }

    /// <summary>Indices in turn.</summary>
    protected int Next()
    {
        int index = _next;
        _next = index + 1 == count ? 0 : index + 1;
        return index;
    }
}
