using System.Runtime.CompilerServices;

namespace Aether.Native.Bls;

/// <summary>A scalar modulo the group order, in blst's own byte order. Opaque: 32 bytes, aligned to 8. The default
/// value is all zero.</summary>
[InlineArray(4)]
public struct BlstScalar
{
    private ulong _word;
}
