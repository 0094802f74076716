using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native;

/// <summary>
/// Native memory for key material: between guard pages, locked where the system allows it, zeroed when released and
/// never
/// moved or copied by the garbage collector.
/// </summary>
/// <remarks>
/// Ownership: the creator disposes it; a <see cref="Span"/> must not be used after that, and its user keeps this
/// object alive.
/// <para>Errors: <see cref="PlatformNotSupportedException"/> without libsodium,
/// <see cref="InsufficientMemoryException"/> when the
/// pages are not to be had.</para>
/// </remarks>
// SAFETY: the handle owns exactly Length bytes from sodium_malloc until ReleaseHandle; Span refuses a closed handle.
public sealed unsafe class SecretMemory : SafeHandle
{
    /// <summary>Allocates <paramref name="length"/> zeroed bytes.</summary>
    public SecretMemory(int length)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Sodium.ThrowIfNotSupported();
        SetHandle(SodiumMethods.sodium_malloc((nuint)length));
        if (IsInvalid)
            throw new InsufficientMemoryException("no guarded memory for key material");
        Length = length;
        Span.Clear();
    }

    /// <summary>Size in bytes.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The bytes. Borrow for the length of one call only.</summary>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new Span<byte>((void*)handle, Length);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        // sodium_free zeroes the pages, checks the canary before them and unmaps.
        SodiumMethods.sodium_free(handle);
        return true;
    }
}
