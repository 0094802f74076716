using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Aether.Native.Pkcs11;

/// <summary>A PKCS#11 module: the library through which the makers of tokens let programs use them.</summary>
/// <remarks>
/// <b>Ownership</b>: a process has each module once, so open ones are counted and the last one finalises it; the
/// library stays loaded, since few survive being unloaded. Sessions end before their module. <b>Threads</b>: opening
/// and closing from any thread; the module locks itself. <b>Errors</b>: a missing library is a sentence; failing calls
/// throw <see cref="Pkcs11Exception"/>.
/// </remarks>
// SAFETY: function pointers come from the module's own list, whose layout the standard fixes: a version, then pointers;
// arguments are addresses of locals or of pinned spans whose lengths go along with them.
public sealed unsafe class Pkcs11Module : IDisposable
{
    // CK_VERSION, padded to the alignment of a pointer.
    private const int FirstFunction = 8;
    private const int TokenInfoBytes = 256;
    private const int LabelBytes = 32;
    private const int SerialOffset = 80;
    private const int SerialBytes = 16;
    private const int FlagsOffset = 96;
    private const ulong TokenInitialized = 0x400;
    private const ulong UserPinLocked = 0x4_0000;
    private const int MaxSlots = 256;
    private const int MaxMechanisms = 1_024;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<nint, int> s_open = [];

    private readonly byte* _functions;
    private bool _disposed;

    private Pkcs11Module(string path, byte* functions)
    {
        Path = path;
        _functions = functions;
    }

    /// <summary>File of the module.</summary>
    public string Path { get; }

    /// <summary>Loads and starts a module; false with one sentence when it is none.</summary>
    public static bool TryOpen(
        string path, [NotNullWhen(true)] out Pkcs11Module? module, [NotNullWhen(false)] out string? reason)
    {
        module = null;
        if (!File.Exists(path))
        {
            reason = $"the PKCS#11 module {path} does not exist; install the token's software or correct the path";
            return false;
        }
        if (!NativeLibrary.TryLoad(System.IO.Path.GetFullPath(path), out nint library)
            || !NativeLibrary.TryGetExport(library, "C_GetFunctionList", out nint export))
        {
            reason = $"{path} is no PKCS#11 module for this machine; name the token's own library";
            return false;
        }
        byte* functions;
        ulong result = ((delegate* unmanaged[Cdecl]<byte**, ulong>)export)(&functions);
        if (result != (ulong)Pkcs11Result.Ok)
        {
            reason = $"the PKCS#11 module {path} gives no functions; install another version of it";
            return false;
        }
        module = new Pkcs11Module(path, functions);
        reason = module.Start();
        module = reason is null ? module : null;
        return reason is null;
    }

    /// <summary>The tokens that are there and initialised.</summary>
    public Pkcs11TokenInfo[] ReadTokens()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ulong* slots = stackalloc ulong[MaxSlots];
        ulong count = MaxSlots;
        var list = (delegate* unmanaged[Cdecl]<byte, ulong*, ulong*, ulong>)FunctionAt(Pkcs11Functions.GetSlotList);
        Pkcs11Exception.ThrowIfFailed(list(1, slots, &count), "C_GetSlotList");
        List<Pkcs11TokenInfo> tokens = [];
        for (ulong index = 0; index < count; index++)
        {
            if (ReadToken(slots[index]) is { } token)
                tokens.Add(token);
        }
        return [.. tokens];
    }

    /// <summary>True when a slot's token lists the mechanism.</summary>
    public bool Has(ulong slot, Pkcs11Mechanism mechanism)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ulong* mechanisms = stackalloc ulong[MaxMechanisms];
        ulong count = MaxMechanisms;
        var list = (delegate* unmanaged[Cdecl]<ulong, ulong*, ulong*, ulong>)FunctionAt(
            Pkcs11Functions.GetMechanismList);
        Pkcs11Exception.ThrowIfFailed(list(slot, mechanisms, &count), "C_GetMechanismList");
        return new ReadOnlySpan<ulong>(mechanisms, (int)count).Contains((ulong)mechanism);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (s_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (--s_open[(nint)_functions] == 0)
            {
                s_open.Remove((nint)_functions);
                // Nothing can be done about a module that does not end.
                _ = ((delegate* unmanaged[Cdecl]<void*, ulong>)FunctionAt(Pkcs11Functions.Finalize))(null);
            }
        }
    }

    internal void* FunctionAt(Pkcs11Functions function) =>
        *(void**)(_functions + FirstFunction + ((int)function * sizeof(void*)));

    private string? Start()
    {
        lock (s_lock)
        {
            int open = s_open.GetValueOrDefault((nint)_functions);
            if (open == 0)
            {
                CkInitializeArguments arguments = new() { Flags = CkInitializeArguments.OsLocking };
                var start = (delegate* unmanaged[Cdecl]<void*, ulong>)FunctionAt(Pkcs11Functions.Initialize);
                var result = (Pkcs11Result)start(&arguments);
                if (result is not (Pkcs11Result.Ok or Pkcs11Result.CryptokiAlreadyInitialized))
                {
                    return $"the PKCS#11 module {Path} does not start"
                        + $" ({new Pkcs11Exception("C_Initialize", result).Message}); check its configuration";
                }
            }
            s_open[(nint)_functions] = open + 1;
            return null;
        }
    }

    private Pkcs11TokenInfo? ReadToken(ulong slot)
    {
        byte* info = stackalloc byte[TokenInfoBytes];
        var read = (delegate* unmanaged[Cdecl]<ulong, byte*, ulong>)FunctionAt(Pkcs11Functions.GetTokenInfo);
        // A token may go between the list and this call: that is no error.
        if (read(slot, info) != (ulong)Pkcs11Result.Ok)
            return null;
        ulong flags = *(ulong*)(info + FlagsOffset);
        string label = Encoding.UTF8.GetString(info, LabelBytes).TrimEnd(' ', '\0');
        string serial = Encoding.UTF8.GetString(info + SerialOffset, SerialBytes).TrimEnd(' ', '\0');
        return (flags & TokenInitialized) == 0
            ? null
            : new Pkcs11TokenInfo(slot, label, serial, (flags & UserPinLocked) != 0);
    }
}
