using System.Runtime.CompilerServices;

namespace Aether.Native.Bls;

/// <summary>A point of G2 in affine coordinates. Opaque: 192 bytes, aligned to 8. The default value is all
/// zero.</summary>
[InlineArray(24)]
public struct BlstP2Affine
{
    private ulong _word;
}
