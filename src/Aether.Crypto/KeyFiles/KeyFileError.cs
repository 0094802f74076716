namespace Aether.Crypto.KeyFiles;

/// <summary>Why a key file was not opened.</summary>
public enum KeyFileError : byte
{
    /// <summary>It was opened.</summary>
    None = 0,

    /// <summary>The text is not a key file: bad JSON, an unknown member, or a member of the wrong form.</summary>
    Malformed = 1,

    /// <summary>A version, scheme, key derivation or cipher this program does not know.</summary>
    Unsupported = 2,

    /// <summary>The file asks for more time or memory than is ever allowed, or for less than is safe.</summary>
    CostOutOfBounds = 3,

    /// <summary>The secret is encrypted and no password was given.</summary>
    PasswordRequired = 4,

    /// <summary>The password is wrong, or the file was changed. One cannot be told from the other.</summary>
    WrongPassword = 5,

    /// <summary>The secret is readable but its public key is not the one in the file.</summary>
    KeyMismatch = 6,

    /// <summary>The system did not give the memory the password hash needs.</summary>
    OutOfMemory = 7,
}
