using Aether.Execution.Ledger;
using Aether.Network.Gossip;

namespace Aether.Pipeline.Stages;

/// <summary>What the judgement of a transaction says about who sent it.</summary>
/// <remarks>
/// Only what is wrong for every node is a fault. Balances, nonces, prices and room change while a transaction travels.
/// </remarks>
internal static class IngressVerdicts
{
    /// <summary>The outcome for gossip.</summary>
    public static ValidationOutcome Of(in SubmitResult result) => result.Error switch
    {
        TransactionError.Malformed or TransactionError.TooLarge or TransactionError.BadSignature =>
            ValidationOutcome.Reject,
        TransactionError.None when result.IsAccepted => ValidationOutcome.Accept,
        _ => ValidationOutcome.Ignore,
    };
}
