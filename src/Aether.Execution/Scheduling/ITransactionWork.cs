namespace Aether.Execution.Scheduling;

/// <summary>What is done with a transaction whose turn has come.</summary>
internal interface ITransactionWork
{
    /// <summary>Runs a transaction on a lane. All that it conflicts with and that comes before it has run.</summary>
    void Run(int lane, int transaction);

    /// <summary>Transactions that the lane will probably run next: what they need may be fetched.</summary>
    void Foresee(int first, int end);
}
