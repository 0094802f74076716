using Aether.BenchKit.Measurement;
using Aether.Core.Types;

namespace Aether.KernelBench.Rows;

/// <summary>A quorum certificate of a committee of 1,000: bitmap, stake, key sum and one aggregate check.</summary>
/// <remarks>The goal is at most 1.3 times one verification, as a ratio of speeds.</remarks>
internal sealed class QuorumRow(int signers) : CommitteeRow
{
    private QuorumCertificate? _certificate;

    public override string Kernel => $"bls-qc-1000-by-{signers}";

    public override string Operation => "certificate";

    public override Goals Goals { get; } = new(1 / 1.3, 1, null);

    public override void Prepare()
    {
        _certificate = Inputs.Certificate(signers);
        base.Prepare();
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Require(Inputs.Committee.VerifyQuorum(_certificate!), "a certificate is refused");
    }
}
