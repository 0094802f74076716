namespace Aether.Node.Indexing;

/// <summary>What an account had to do with a transaction. The numbers are part of the store.</summary>
[Flags]
internal enum AccountRoles : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Paid the fee.</summary>
    Payer = 1,

    /// <summary>Signed it.</summary>
    Signer = 2,

    /// <summary>Its account gave units in a call.</summary>
    Sender = 4,

    /// <summary>It received units or an object in a call.</summary>
    Receiver = 8,

    /// <summary>Owned an output that was spent.</summary>
    Spender = 16,

    /// <summary>Owns an output that was made.</summary>
    Owner = 32,

    /// <summary>Is a contract that was called.</summary>
    Called = 64,

    /// <summary>The transaction ran a contract and had declared that it may write this account.</summary>
    Declared = 128,
}
