namespace Aether.Sdk.Transactions;

/// <summary>A transaction cannot be built: what is wrong, and what to do about it. Nothing was sent.</summary>
public sealed class TransactionBuildException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TransactionBuildException(BuildProblem problem, string what, string hint)
        : base(what)
    {
        Problem = problem;
        Hint = hint;
    }

    /// <summary>Why.</summary>
    public BuildProblem Problem { get; }

    /// <summary>What to do, one sentence.</summary>
    public string Hint { get; }
}
