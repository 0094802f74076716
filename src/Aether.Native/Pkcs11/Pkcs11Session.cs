using System.Text;

namespace Aether.Native.Pkcs11;

/// <summary>A session with a token: finds keys and signs with them. Key material never leaves the token.</summary>
/// <remarks>
/// <b>Ownership</b>: ends with disposal; the module outlives it. Logging out is left to the end of the last session,
/// since a login is shared by all sessions of the process. <b>Threads</b>: one caller at a time. <b>Errors</b>:
/// <see cref="Pkcs11Exception"/>.
/// </remarks>
// SAFETY: pointers are addresses of locals, or of spans pinned with fixed for one call, passed with their lengths.
public sealed unsafe class Pkcs11Session : IDisposable
{
    private const ulong SerialSession = 4;
    private const ulong NormalUser = 1;
    private const ulong ClassAttribute = 0;
    private const ulong LabelAttribute = 3;
    private const ulong Unavailable = ulong.MaxValue;
    private const int MaxAttributeBytes = 4_096;

    private readonly Pkcs11Module _module;
    private readonly ulong _session;
    private bool _disposed;

    /// <summary>Opens a session for reading objects.</summary>
    public Pkcs11Session(Pkcs11Module module, ulong slot)
    {
        _module = module;
        ulong session;
        var open = (delegate* unmanaged[Cdecl]<ulong, ulong, void*, void*, ulong*, ulong>)module.FunctionAt(
            Pkcs11Functions.OpenSession);
        Pkcs11Exception.ThrowIfFailed(open(slot, SerialSession, null, null, &session), "C_OpenSession");
        _session = session;
    }

    /// <summary>Logs the user in; nothing happens when the process is logged in already.</summary>
    public void Login(ReadOnlySpan<byte> pin)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var login = (delegate* unmanaged[Cdecl]<ulong, ulong, byte*, ulong, ulong>)_module.FunctionAt(
            Pkcs11Functions.Login);
        fixed (byte* bytes = pin)
        {
            ulong result = login(_session, NormalUser, bytes, (ulong)pin.Length);
            if (result != (ulong)Pkcs11Result.UserAlreadyLoggedIn)
                Pkcs11Exception.ThrowIfFailed(result, "C_Login");
        }
    }

    /// <summary>Handles of the keys with a label: at most two, enough to see that there are several.</summary>
    public ulong[] FindKeys(Pkcs11KeyClass keyClass, string label)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        byte[] text = Encoding.UTF8.GetBytes(label);
        ulong wanted = (ulong)keyClass;
        CkAttribute* template = stackalloc CkAttribute[2];
        ulong* found = stackalloc ulong[2];
        ulong count;
        fixed (byte* bytes = text)
        {
            template[0] = new CkAttribute { Type = ClassAttribute, Value = &wanted, Length = sizeof(ulong) };
            template[1] = new CkAttribute { Type = LabelAttribute, Value = bytes, Length = (ulong)text.Length };
            var start = (delegate* unmanaged[Cdecl]<ulong, CkAttribute*, ulong, ulong>)_module.FunctionAt(
                Pkcs11Functions.FindObjectsInit);
            Pkcs11Exception.ThrowIfFailed(start(_session, template, 2), "C_FindObjectsInit");
        }
        var find = (delegate* unmanaged[Cdecl]<ulong, ulong*, ulong, ulong*, ulong>)_module.FunctionAt(
            Pkcs11Functions.FindObjects);
        ulong result = find(_session, found, 2, &count);
        var end = (delegate* unmanaged[Cdecl]<ulong, ulong>)_module.FunctionAt(Pkcs11Functions.FindObjectsFinal);
        ulong ended = end(_session);
        Pkcs11Exception.ThrowIfFailed(result, "C_FindObjects");
        Pkcs11Exception.ThrowIfFailed(ended, "C_FindObjectsFinal");
        return new ReadOnlySpan<ulong>(found, (int)Math.Min(count, 2)).ToArray();
    }

    /// <summary>
    /// The public point of an elliptic-curve key: CKA_EC_POINT without its DER wrapping; null when absent.
    /// </summary>
    public byte[]? ReadPoint(ulong key)
    {
        const ulong PointAttribute = 0x181;
        ObjectDisposedException.ThrowIf(_disposed, this);
        byte* buffer = stackalloc byte[MaxAttributeBytes];
        CkAttribute attribute = new() { Type = PointAttribute, Value = buffer, Length = MaxAttributeBytes };
        var read = (delegate* unmanaged[Cdecl]<ulong, ulong, CkAttribute*, ulong, ulong>)_module.FunctionAt(
            Pkcs11Functions.GetAttributeValue);
        ulong result = read(_session, key, &attribute, 1);
        if (attribute.Length == Unavailable)
            return null;
        Pkcs11Exception.ThrowIfFailed(result, "C_GetAttributeValue");
        return Unwrap(new ReadOnlySpan<byte>(buffer, (int)Math.Min(attribute.Length, MaxAttributeBytes)));
    }

    /// <summary>Signs with a private key.</summary>
    /// <param name="mechanism">How.</param>
    /// <param name="key">Handle of the private key.</param>
    /// <param name="data">The message, or its digest, as the mechanism wants it.</param>
    /// <param name="signature">Filled whole.</param>
    public void Sign(Pkcs11Mechanism mechanism, ulong key, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CkMechanism how = new() { Mechanism = (ulong)mechanism };
        var start = (delegate* unmanaged[Cdecl]<ulong, CkMechanism*, ulong, ulong>)_module.FunctionAt(
            Pkcs11Functions.SignInit);
        Pkcs11Exception.ThrowIfFailed(start(_session, &how, key), "C_SignInit");
        var sign = (delegate* unmanaged[Cdecl]<ulong, byte*, ulong, byte*, ulong*, ulong>)_module.FunctionAt(
            Pkcs11Functions.Sign);
        ulong length = (ulong)signature.Length;
        // An empty message is a message: the standard allows no null for it.
        byte none = 0;
        fixed (byte* input = data)
        fixed (byte* output = signature)
        {
            ulong result = sign(_session, input is null ? &none : input, (ulong)data.Length, output, &length);
            Pkcs11Exception.ThrowIfFailed(result, "C_Sign");
        }
        if (length != (ulong)signature.Length)
            throw new Pkcs11Exception("C_Sign", Pkcs11Result.DeviceError);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        // A session that is gone needs no closing.
        _ = ((delegate* unmanaged[Cdecl]<ulong, ulong>)_module.FunctionAt(Pkcs11Functions.CloseSession))(_session);
    }

    // DER: an octet string of the point. Some modules leave the wrapping out, as their standard once did.
    private static byte[] Unwrap(ReadOnlySpan<byte> point)
    {
        const byte OctetString = 4;
        bool wrapped = point.Length is 34 or 67 && point[0] == OctetString && point[1] == point.Length - 2;
        return wrapped ? point[2..].ToArray() : point.ToArray();
    }
}
