using Aether.BenchKit.Measurement;
using Aether.Core.Types;

namespace Aether.KernelBench.Rows;

/// <summary>Votes for one block admitted together, each with a verdict of its own; beside it one by one.</summary>
internal sealed class VoteAdmissionRow(int votes, int bad) : CommitteeRow
{
    private readonly bool[] _verdicts = new bool[votes];
    private Vote[] _votes = [];

    public override string Kernel => bad == 0 ? $"bls-votes-{votes}" : $"bls-votes-{votes}-bad-{bad}";

    public override string Operation => "vote";

    public override int OperationsPerCall => votes;

    public override Goals Goals { get; } = votes == CommitteeInputs.Validators && bad == 0
        ? new Goals(10, null, null)
        : Goals.None;

    public override void Prepare()
    {
        _votes = [.. Enumerable.Range(0, votes).Select(Inputs.Vote)];

        // A signature of somebody else: a good point, which only the equation refuses.
        for (int index = 0; index < bad; index++)
            _votes[index * (votes / bad)] = _votes[index * (votes / bad)] with { Signature = _votes[^1].Signature };
        base.Prepare();
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            Inputs.Committee.VerifyVotes(_votes, _verdicts);
            Require(_verdicts.Count(verdict => !verdict) == bad, "the verdicts are wrong");
        }
    }
}
