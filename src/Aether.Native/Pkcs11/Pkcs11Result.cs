namespace Aether.Native.Pkcs11;

/// <summary>Return values of PKCS#11 (CKR_*) that are told apart. Source: PKCS#11 v2.40, pkcs11t.h.</summary>
public enum Pkcs11Result : ulong
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>No such slot.</summary>
    SlotIdInvalid = 0x03,

    /// <summary>An argument is wrong.</summary>
    ArgumentsBad = 0x07,

    /// <summary>The token failed.</summary>
    DeviceError = 0x30,

    /// <summary>The token was taken out.</summary>
    DeviceRemoved = 0x32,

    /// <summary>The key is gone.</summary>
    KeyHandleInvalid = 0x60,

    /// <summary>The key may not be used like this.</summary>
    KeyFunctionNotPermitted = 0x68,

    /// <summary>The token does not know the mechanism.</summary>
    MechanismInvalid = 0x70,

    /// <summary>The object is gone.</summary>
    ObjectHandleInvalid = 0x82,

    /// <summary>Wrong PIN.</summary>
    PinIncorrect = 0xA0,

    /// <summary>The PIN has characters that no PIN has.</summary>
    PinInvalid = 0xA1,

    /// <summary>The PIN is too short or too long.</summary>
    PinLengthRange = 0xA2,

    /// <summary>Too many wrong PINs.</summary>
    PinLocked = 0xA4,

    /// <summary>The session ended.</summary>
    SessionClosed = 0xB0,

    /// <summary>The session is gone.</summary>
    SessionHandleInvalid = 0xB3,

    /// <summary>The slot is empty.</summary>
    TokenNotPresent = 0xE0,

    /// <summary>The token cannot be read.</summary>
    TokenNotRecognized = 0xE1,

    /// <summary>Another session of this process is logged in.</summary>
    UserAlreadyLoggedIn = 0x100,

    /// <summary>Nobody is logged in.</summary>
    UserNotLoggedIn = 0x101,

    /// <summary>The token has no user PIN yet.</summary>
    UserPinNotInitialized = 0x102,

    /// <summary>The module is started already.</summary>
    CryptokiAlreadyInitialized = 0x191,
}
