namespace Aether.Core.Types;

/// <summary>Outcome of executing an included transaction. <b>Consensus</b>: numbers are part of receipts.</summary>
public enum ReceiptStatus : byte
{
    /// <summary>All effects were applied.</summary>
    Success = 0,

    /// <summary>A balance does not cover a debit.</summary>
    InsufficientBalance = 1,

    /// <summary>A call touched an object outside the declared access set.</summary>
    UndeclaredAccess = 2,

    /// <summary>Inputs and withdrawals differ from outputs and deposits for some asset.</summary>
    NotConserved = 3,

    /// <summary>An amount overflowed.</summary>
    Overflow = 4,

    /// <summary>The gas limit was reached.</summary>
    OutOfGas = 5,

    /// <summary>The call's arguments are malformed or its method is unknown.</summary>
    BadCall = 6,

    /// <summary>A call acts for somebody who does not own what it touches.</summary>
    Unauthorized = 7,

    /// <summary>An account would hold more assets than allowed.</summary>
    TooManyAssets = 8,

    /// <summary>No program has the called identifier.</summary>
    UnknownProgram = 9,

    /// <summary>There is no live object of the identifier.</summary>
    ObjectMissing = 10,

    /// <summary>An object of the identifier exists, or existed and is archived.</summary>
    ObjectExists = 11,

    /// <summary>The object is of another kind than the call is for.</summary>
    WrongKind = 12,

    /// <summary>The object is archived and must be restored first.</summary>
    Archived = 13,

    /// <summary>The record is not the one that was archived.</summary>
    ArchiveMismatch = 14,

    /// <summary>Units of the asset exist, so its object cannot be deleted.</summary>
    SupplyNotZero = 15,

    /// <summary>A contract's code did what it must not; the failure names the trap.</summary>
    Trapped = 16,

    /// <summary>A contract's calls were nested too deep, or their frames are too large.</summary>
    StackOverflow = 17,

    /// <summary>A contract needs more memory than the transaction declared.</summary>
    MemoryOverflow = 18,

    /// <summary>A contract ended its call; the failure names the code.</summary>
    Aborted = 19,

    /// <summary>The code exports no method of the name.</summary>
    MethodMissing = 20,

    /// <summary>The code is not one that contracts may run.</summary>
    GateRefused = 21,

    /// <summary>The code is not the announced one: its hash, its size or the order of its parts differ.</summary>
    CodeMismatch = 22,

    /// <summary>Not all of the code is here, or all of it is and it cannot be changed any more.</summary>
    CodeState = 23,

    /// <summary>No upgrade was announced, or its height is not reached.</summary>
    NotScheduled = 24,

    /// <summary>A contract was called while it runs.</summary>
    Reentered = 25,

    /// <summary>More contracts called one another than may.</summary>
    TooDeep = 26,

    /// <summary>More or longer events, results, keys or values than allowed. The largest defined value.</summary>
    OverLimit = 27,
}
