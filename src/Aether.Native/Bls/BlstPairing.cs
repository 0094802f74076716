using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.Bls;

/// <summary>A product of pairings over many (key, message) pairs, checked once at the end.</summary>
/// <remarks>
/// Use: aggregate every pair, then <see cref="Verify"/> once. Points must have passed their subgroup checks.
/// <para>Threads: one caller. Ownership: the caller disposes it.</para>
/// </remarks>
// SAFETY: the handle owns the context and, behind it, the domain tag that the context points to; both live until
// release.
public sealed unsafe class BlstPairing : SafeHandle
{
    /// <summary>Starts an empty product under a domain separation tag, which is copied.</summary>
    public BlstPairing(ReadOnlySpan<byte> dst)
        : base(0, ownsHandle: true)
    {
        nuint contextBytes = BlstMethods.blst_pairing_sizeof();
        byte* memory = (byte*)NativeMemory.AllocZeroed(contextBytes + (nuint)dst.Length);
        SetHandle((nint)memory);
        byte* tag = memory + contextBytes;
        dst.CopyTo(new Span<byte>(tag, dst.Length));
        BlstMethods.blst_pairing_init(handle, 1, tag, (nuint)dst.Length);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Adds a key and its message, without a signature.</summary>
    /// <returns>False when the key is infinity.</returns>
    public bool TryAggregate(in BlstP1Affine publicKey, ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        fixed (BlstP1Affine* pk = &publicKey)
        fixed (byte* m = message)
        {
            return BlstMethods.blst_pairing_chk_n_aggr_pk_in_g1(
                handle, pk, 0, null, 0, m, (nuint)message.Length, null, 0) == (int)BlstError.Success;
        }
    }

    /// <summary>Adds a key, its message, and a signature that covers this pair and any others added without
    /// one.</summary>
    /// <returns>False when the key is infinity.</returns>
    public bool TryAggregate(in BlstP1Affine publicKey, ReadOnlySpan<byte> message, in BlstP2Affine signature)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        fixed (BlstP1Affine* pk = &publicKey)
        fixed (BlstP2Affine* s = &signature)
        fixed (byte* m = message)
        {
            return BlstMethods.blst_pairing_chk_n_aggr_pk_in_g1(
                handle, pk, 0, s, 0, m, (nuint)message.Length, null, 0) == (int)BlstError.Success;
        }
    }

    /// <summary>Adds a signature that covers pairs added without one.</summary>
    public void AddSignature(in BlstP2Affine signature)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        fixed (BlstP2Affine* s = &signature)
        {
            // Without a key there is nothing that could fail.
            _ = BlstMethods.blst_pairing_chk_n_aggr_pk_in_g1(handle, null, 0, s, 0, null, 0, null, 0);
        }
    }

    /// <summary>Closes the product and checks it against the signatures added.</summary>
    public bool Verify()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        BlstMethods.blst_pairing_commit(handle);
        return BlstMethods.blst_pairing_finalverify(handle, 0) != 0;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
