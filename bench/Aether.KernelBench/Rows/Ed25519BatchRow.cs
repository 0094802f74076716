using Aether.BenchKit.Measurement;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.KernelBench.Rows;

/// <summary>A batch of signatures by distinct keys.</summary>
/// <param name="count">Signatures in the batch.</param>
/// <param name="input">What the batch has to deal with.</param>
/// <param name="variant">A forced variant; null for the one that the dispatch picks.</param>
/// <param name="goals">Multiples of libsodium's speed.</param>
internal sealed class Ed25519BatchRow(int count, BatchInput input, SignatureVariant? variant, Goals goals)
    : Ed25519Row(count)
{
    private readonly int _count = count;
    private readonly SignatureVariant _variant = variant ?? SignatureVariants.Best;
    private readonly ulong[] _verdicts = new ulong[(count + 63) / 64];

    // Four times the keys, so that no set of the cache overflows.
    private readonly DecodedKeyCache? _cache = input == BatchInput.CachedKeys ? new DecodedKeyCache(4 * count) : null;

    public override string Kernel => input switch
    {
        BatchInput.CachedKeys => $"ed25519-batch-{_count}-cached",
        BatchInput.OneForged => $"ed25519-batch-{_count}-forged",
        _ => $"ed25519-batch-{_count}",
    };

    public override string Variant => SignatureNames.Of(variant);

    public override int OperationsPerCall => _count;

    public override Goals Goals => goals;

    public override string? NotSupportedReason =>
        base.NotSupportedReason ?? SignatureNames.NotSupportedReason(_variant);

    public override void Prepare()
    {
        base.Prepare();
        RunKernel(2);
        Require(Accepted() == _count, "a valid signature is refused");
        Inputs.Message(_count / 2)[0] ^= 1;
        RunKernel(1);
        Require(Accepted() == _count - 1, "wrong verdicts beside a forged signature");
        Require((_verdicts[_count / 2 / 64] >> (_count / 2 % 64) & 1) == 0, "the forged signature passes");
        if (input != BatchInput.OneForged)
            Inputs.Message(_count / 2)[0] ^= 1;
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            SignatureItems items = new(Inputs.PublicKeys, Inputs.Values, Inputs.Messages, Inputs.Ends);
            Array.Clear(_verdicts);
            Ed25519Batch.Verify(_variant, items, _verdicts, _cache);
        }
    }

    private int Accepted() => _verdicts.Sum(System.Numerics.BitOperations.PopCount);
}
