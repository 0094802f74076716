using Aether.BenchKit.Measurement;
using Aether.Core.Types;

namespace Aether.KernelBench.Rows;

/// <summary>Votes for one block by different validators, admitted one at a time with the message prepared.</summary>
/// <remarks>The goal is 1,700 votes a second and core where blst verifies 1,050, as a ratio.</remarks>
internal sealed class CachedVoteRow : CommitteeRow
{
    private const int Voters = 64;

    private Vote[] _votes = [];
    private int _next;

    public override string Kernel => "bls-vote-one-cached-message";

    public override string Operation => "vote";

    public override Goals Goals { get; } = new(1700.0 / 1050, null, null);

    public override void Prepare()
    {
        _votes = [.. Enumerable.Range(0, Voters).Select(Inputs.Vote)];
        Vote forged = _votes[0] with { Signature = _votes[1].Signature };
        Require(!Inputs.Committee.VerifyVote(forged), "a forged vote is accepted");
        base.Prepare();
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            Require(Inputs.Committee.VerifyVote(_votes[_next]), "a vote is refused");
            _next = (_next + 1) % Voters;
        }
    }
}
