namespace Aether.Pipeline.Status;

/// <summary>What a pipeline tells the duration of.</summary>
public enum PipelineWork : byte
{
    /// <summary>Signatures of one ingress batch were verified.</summary>
    Verify = 0,

    /// <summary>A block was built.</summary>
    Propose = 1,

    /// <summary>A proposed block was judged: executed and compared.</summary>
    Execute = 2,

    /// <summary>The state tree took the changes of a block and has its root.</summary>
    StateRoot = 3,

    /// <summary>A final block was made durable.</summary>
    Commit = 4,

    /// <summary>From the first sight of a block, or the request to build it, to its execution here.</summary>
    ExecutePhase = 5,

    /// <summary>From a block's execution here to its quorum certificate.</summary>
    PrevotePhase = 6,

    /// <summary>From a block's quorum certificate to its finality.</summary>
    PrecommitPhase = 7,

    /// <summary>From the first sight of a block, or the request to build it, to its finality here.</summary>
    Finality = 8,
}
