using System.Runtime.InteropServices;

namespace Aether.Native.Ed25519;

/// <summary>The arguments of one batch equation: <c>aether_ed25519_batch</c> of <c>native/include</c>.</summary>
// SAFETY: pointers are only followed by the native call, for which the caller keeps the buffers in place.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Ed25519BatchArguments
{
    internal byte* Signatures;
    internal byte* Digests;
    internal byte* Coefficients;
    internal uint* KeyOf;
    internal ulong* Included;
    internal byte* Records;
    internal uint Count;
    internal uint KeyCount;
}
