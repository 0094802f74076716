using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Native.Ed25519;
using Aether.Native.Hashing;

namespace Aether.Native.Interop;

/// <summary>The own kernels; names and parameters are those of <c>native/include</c>.</summary>
// SAFETY: declarations only; callers pass pointers to buffers of the sizes that the headers state.
internal static unsafe partial class KernelMethods
{
    private const string Library = NativeLibraries.KernelsName;

    static KernelMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial uint aether_cpu_features();

    // Below a microsecond for the lengths it is called with, and it waits for nothing: the collector need not know.
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)]), SuppressGCTransition]
    internal static partial void aether_sha256_blocks_sha(uint* state, byte* blocks, nuint count);

    // The same; for messages of which that does not hold there is the next.
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)]), SuppressGCTransition]
    internal static partial void aether_sha256_two_sha(byte* digests, Sha256TaggedMessage* messages);

    [LibraryImport(Library, EntryPoint = nameof(aether_sha256_two_sha))]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_sha256_two_sha_of_long(byte* digests, Sha256TaggedMessage* messages);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_reduce(byte* scalars, byte* digests, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_respond(
        byte* s, nuint stride, byte* digests, byte* secrets, byte* nonces, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_initialise_ifma();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_verify_ifma(
        byte* keys, byte* signatures, byte* digests, nuint count, ulong* verdicts);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_decode_ifma(
        byte* records, ulong* ok, byte* encodings, nuint stride, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint aether_ed25519_batch_scratch_ifma(nuint signatures, nuint keys);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_ed25519_batch_ifma(Ed25519BatchArguments* batch, byte* scratch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_multiply_base_ifma(byte* points, byte* scalars, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_initialise_avx2();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_verify_avx2(
        byte* keys, byte* signatures, byte* digests, nuint count, ulong* verdicts);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_decode_avx2(
        byte* records, ulong* ok, byte* encodings, nuint stride, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint aether_ed25519_batch_scratch_avx2(nuint signatures, nuint keys);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_ed25519_batch_avx2(Ed25519BatchArguments* batch, byte* scratch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_ed25519_multiply_base_avx2(byte* points, byte* scalars, nuint count);
}
