using Aether.Crypto.Ed25519.Batch;
using Aether.KernelBench.Measurement;

namespace Aether.KernelBench.Rows;

/// <summary>A batch of signatures by distinct keys from bytes, all valid or with one forged among them.</summary>
internal sealed class Ed25519BatchRow(int count, bool forged, Goals goals) : Ed25519Row(count)
{
    private readonly int _count = count;

    public override string Kernel => forged ? $"ed25519-batch-{_count}-forged" : $"ed25519-batch-{_count}";

    public override int OperationsPerCall => _count;

    public override Goals Goals => goals;

    public override void Prepare()
    {
        base.Prepare();
        if (forged)
            Inputs.Message(_count / 2)[0] ^= 1;
        RunKernel(1);
        Require(Inputs.Valid.Count(valid => valid) == (forged ? _count - 1 : _count), "wrong verdicts");
        Require(!forged || !Inputs.Valid[_count / 2], "the forged signature passes");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Ed25519Batch.Verify(Inputs.PublicKeys, Inputs.Values, Inputs.Messages, Inputs.Ends, Inputs.Valid);
    }
}
