using Aether.BenchKit.Measurement;
using Aether.Crypto.Ed25519.Batch;
using Aether.Native;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Rows;

/// <summary>64 signatures a call by expanded keys; libsodium signs one by one with its expanded keys.</summary>
internal sealed class Ed25519SignManyRow(SignatureVariant? variant, Goals goals) : Ed25519Row(Group), IDisposable
{
    private const int Group = 64;

    private readonly SignatureVariant _variant = variant ?? SignatureVariants.Best;
    private readonly byte[] _signatures = new byte[Group * Signatures.SignatureBytes];
    private readonly byte[] _signature = new byte[Signatures.SignatureBytes];
    private readonly int[] _keys = [.. Enumerable.Range(0, Group)];
    private BatchSigner? _signer;

    public override string Kernel => "ed25519-sign-64";

    public override string Variant => SignatureNames.Of(variant);

    public override int OperationsPerCall => Group;

    public override Goals Goals => goals;

    public override string? NotSupportedReason =>
        base.NotSupportedReason ?? SignatureNames.NotSupportedReason(_variant);

    public override void Prepare()
    {
        base.Prepare();
        _signer = new BatchSigner(_variant, Inputs.Seeds);
        RunKernel(1);
        Require(_signatures.AsSpan().SequenceEqual(Inputs.Values), "signatures differ from libsodium's");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            _signer!.Sign(_keys, Inputs.Messages, Inputs.Ends, _signatures);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            int i = Next();
            Sodium.Ed25519Sign(_signature, Inputs.Message(i), Inputs.ExpandedKey(i));
        }
    }

    public void Dispose() => _signer?.Dispose();
}
