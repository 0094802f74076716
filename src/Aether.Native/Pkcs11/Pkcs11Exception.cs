using System.Globalization;

namespace Aether.Native.Pkcs11;

/// <summary>A call of a PKCS#11 module failed.</summary>
public sealed class Pkcs11Exception : Exception
{
    /// <summary>Creates the exception of a call.</summary>
    public Pkcs11Exception(string function, Pkcs11Result result)
        : base($"{function} answered {NameOf(result)}")
    {
        Function = function;
        Result = result;
    }

    /// <summary>The function, as the standard calls it.</summary>
    public string Function { get; }

    /// <summary>Its answer.</summary>
    public Pkcs11Result Result { get; }

    /// <summary>True when the token is not there any more, or has forgotten this process.</summary>
    public bool IsTokenGone => Result is Pkcs11Result.DeviceError or Pkcs11Result.DeviceRemoved
        or Pkcs11Result.KeyHandleInvalid or Pkcs11Result.ObjectHandleInvalid or Pkcs11Result.SessionClosed
        or Pkcs11Result.SessionHandleInvalid or Pkcs11Result.TokenNotPresent or Pkcs11Result.TokenNotRecognized
        or Pkcs11Result.SlotIdInvalid or Pkcs11Result.UserNotLoggedIn;

    internal static void ThrowIfFailed(ulong result, string function)
    {
        if (result != (ulong)Pkcs11Result.Ok)
            throw new Pkcs11Exception(function, (Pkcs11Result)result);
    }

    private static string NameOf(Pkcs11Result result) => Enum.IsDefined(result)
        ? result.ToString()
        : "CKR 0x" + ((ulong)result).ToString("X", CultureInfo.InvariantCulture);
}
