namespace Aether.Execution.Ledger;

/// <summary>What a read of the state says.</summary>
public enum ReadResult : byte
{
    /// <summary>There is no value.</summary>
    Absent = 0,

    /// <summary>There is one.</summary>
    Found = 1,

    /// <summary>The transaction did not declare it: the access traps.</summary>
    Undeclared = 2,
}
