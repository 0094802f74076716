namespace Aether.Sdk.Transactions;

/// <summary>Why a transaction cannot be built.</summary>
public enum BuildProblem : byte
{
    /// <summary>More calls than a transaction may have.</summary>
    TooManyCalls = 1,

    /// <summary>More accounts and objects than a transaction may declare.</summary>
    TooManyObjects = 2,

    /// <summary>The encoded transaction is too large.</summary>
    TooLarge = 3,

    /// <summary>The calls need more gas than a transaction may have.</summary>
    TooMuchGas = 4,

    /// <summary>The data of an object is too large.</summary>
    DataTooLarge = 5,

    /// <summary>The kind belongs to a program.</summary>
    ReservedKind = 6,

    /// <summary>The symbol or the decimals of an asset are over their limits.</summary>
    BadAsset = 7,

    /// <summary>An amount is zero, or sums do not fit.</summary>
    BadAmount = 8,

    /// <summary>Two calls make the same object.</summary>
    MadeTwice = 9,

    /// <summary>An account does not hold what the transaction takes out of it.</summary>
    NotEnough = 10,

    /// <summary>The transaction would stay valid for longer than is allowed.</summary>
    ValidTooLong = 11,

    /// <summary>A required signature has no key, or a key signs nothing.</summary>
    WrongKeys = 12,
}
