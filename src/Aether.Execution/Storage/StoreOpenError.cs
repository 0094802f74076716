namespace Aether.Execution.Storage;

/// <summary>Why a chain store cannot be used.</summary>
public enum StoreOpenError
{
    /// <summary>The store is usable.</summary>
    None,

    /// <summary>It holds another chain.</summary>
    WrongGenesis,

    /// <summary>It was written by a version with another layout.</summary>
    WrongVersion,

    /// <summary>What it holds does not fit together.</summary>
    Corrupt,

    /// <summary>The state needs more memory than it may use.</summary>
    TooLarge,
}
