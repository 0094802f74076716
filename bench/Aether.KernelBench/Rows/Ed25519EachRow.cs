using Aether.BenchKit.Measurement;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.KernelBench.Rows;

/// <summary>64 signatures a call, each with a verdict of its own, by keys that no cache has seen for long.</summary>
internal sealed class Ed25519EachRow(SignatureVariant? variant, Goals goals) : Ed25519Row(Keys)
{
    private const int Keys = 4096;
    private const int Group = 64;

    private readonly SignatureVariant _variant = variant ?? SignatureVariants.Best;
    private readonly ulong[] _verdicts = new ulong[1];
    private readonly int[] _ends = new int[Group];
    private int _first;

    public override string Kernel => "ed25519-verify-64";

    public override string Variant => SignatureNames.Of(variant);

    public override int OperationsPerCall => Group;

    public override Goals Goals => goals;

    public override string? NotSupportedReason =>
        base.NotSupportedReason ?? SignatureNames.NotSupportedReason(_variant);

    public override void Prepare()
    {
        base.Prepare();
        Inputs.Ends.AsSpan(0, Group).CopyTo(_ends);
        RunKernel(1);
        Require(_verdicts[0] == ulong.MaxValue, "a valid signature is refused");
        _first = 0;
        Inputs.Message(7)[0] ^= 1;
        RunKernel(1);
        Require(_verdicts[0] == ~(1UL << 7), "a forged signature passes");
        Inputs.Message(7)[0] ^= 1;
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            SignatureItems items = new(
                Inputs.PublicKeys.AsSpan(_first * 32, Group * 32),
                Inputs.Values.AsSpan(_first * 64, Group * 64),
                Inputs.Messages.AsSpan(_first * Ed25519Inputs.MessageBytes, Group * Ed25519Inputs.MessageBytes),
                _ends);
            _verdicts[0] = 0;
            Ed25519Batch.VerifyIndividually(_variant, items, _verdicts);
            _first = (_first + Group) % Keys;
        }
    }
}
