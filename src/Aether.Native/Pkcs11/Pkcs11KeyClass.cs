namespace Aether.Native.Pkcs11;

/// <summary>Classes of token objects (CKO_*).</summary>
public enum Pkcs11KeyClass : ulong
{
    /// <summary>A public key.</summary>
    Public = 2,

    /// <summary>A private key.</summary>
    Private = 3,
}
