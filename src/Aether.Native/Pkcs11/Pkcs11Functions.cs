namespace Aether.Native.Pkcs11;

/// <summary>Places of the functions in CK_FUNCTION_LIST, after its version. Source: PKCS#11 v2.40, pkcs11f.h.</summary>
internal enum Pkcs11Functions
{
    Initialize = 0,
    Finalize = 1,
    GetSlotList = 4,
    GetTokenInfo = 6,
    GetMechanismList = 7,
    OpenSession = 12,
    CloseSession = 13,
    Login = 18,
    GetAttributeValue = 24,
    FindObjectsInit = 26,
    FindObjects = 27,
    FindObjectsFinal = 28,
    SignInit = 42,
    Sign = 43,
}
