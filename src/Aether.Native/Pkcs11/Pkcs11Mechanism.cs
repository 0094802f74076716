namespace Aether.Native.Pkcs11;

/// <summary>Signature mechanisms (CKM_*) in use.</summary>
public enum Pkcs11Mechanism : ulong
{
    /// <summary>ECDSA over a digest that the caller computed; the signature is r, then s.</summary>
    Ecdsa = 0x1041,

    /// <summary>EdDSA over the message itself.</summary>
    EdDsa = 0x1057,
}
