using System.Runtime.InteropServices;

namespace Aether.Native.Hashing;

/// <summary>A tag and the bytes after it: <c>aether_sha256_message</c> of <c>native/include</c>.</summary>
// SAFETY: pointers are only followed by the native call, for which the caller keeps the buffers in place.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Sha256TaggedMessage
{
    internal byte* Tag;
    internal byte* Bytes;
    internal nuint TagBytes;
    internal nuint ByteCount;
}
