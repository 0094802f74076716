namespace Aether.Execution.Ledger;

/// <summary>Why a block's payload is not valid on its parent.</summary>
public enum BlockError : byte
{
    /// <summary>The payload is valid.</summary>
    None = 0,

    /// <summary>The payload is not the canonical list of transactions.</summary>
    MalformedPayload = 1,

    /// <summary>The payload root in the header is not that of the payload.</summary>
    PayloadRootMismatch = 2,

    /// <summary>A transaction may not be included.</summary>
    InvalidTransaction = 3,

    /// <summary>A signature in the payload does not verify.</summary>
    BadSignature = 4,

    /// <summary>Execution gives another state root than the header's.</summary>
    StateRootMismatch = 5,

    /// <summary>Execution gives another receipts root than the header's.</summary>
    ReceiptsRootMismatch = 6,

    /// <summary>The header names no validator of the set, or not the height after its parent's.</summary>
    HeaderMismatch = 7,

    /// <summary>The block is not of the epoch its parent leads to, or has a transition where none is due.</summary>
    WrongEpoch = 8,

    /// <summary>The transition of a closing block is not the one that the state gives.</summary>
    TransitionMismatch = 9,

    /// <summary>The evidence root in the header is not that of the payload.</summary>
    EvidenceRootMismatch = 10,

    /// <summary>A piece of evidence convicts nobody, or is too old.</summary>
    InvalidEvidence = 11,
}
