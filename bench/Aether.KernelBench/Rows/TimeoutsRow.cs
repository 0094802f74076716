using Aether.BenchKit.Measurement;
using Aether.Core.Types;

namespace Aether.KernelBench.Rows;

/// <summary>A timeout certificate by 667 of 1,000 validators who report several views.</summary>
/// <remarks>
/// Predicted: one pairing more than groups, where one verification has two. The goal is that, as a ratio of speeds.
/// </remarks>
internal sealed class TimeoutsRow(int groups) : CommitteeRow
{
    private const int Signers = 667;

    private TimeoutCertificate? _certificate;

    public override string Kernel => $"bls-tc-1000-groups-{groups}";

    public override string Operation => "certificate";

    public override Goals Goals { get; } = new(2.0 / (1 + groups) / 1.3, 2.0 / (1 + groups), null);

    public override void Prepare()
    {
        _certificate = Inputs.Timeouts(Signers, groups);
        base.Prepare();
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Require(Inputs.Committee.VerifyAggregate(_certificate!), "a certificate is refused");
    }
}
