using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Native.Bls;

namespace Aether.KernelBench.Rows;

/// <summary>
/// A check by a committee of a thousand with its keys decoded; beside it blst verifies one signature by one key.
/// </summary>
internal abstract class CommitteeRow : KernelRow
{
    private Vote? _vote;

    public override string Peer => "blst one verification";

    public override string? PeerMissingReason => Blst.NotSupportedReason;

    public override string? NotSupportedReason => Blst.NotSupportedReason;

    protected static CommitteeInputs Inputs => CommitteeInputs.Shared;

    public override void Prepare()
    {
        _vote = Inputs.Vote(7);
        RunKernel(1);
        RunPeer(1);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            Require(Inputs.VerifyPlain(_vote!), "blst refuses a vote");
    }
}
