using System.Runtime.CompilerServices;

namespace Aether.Native.Bls;

/// <summary>A point of G1 in affine coordinates. Opaque: 96 bytes, aligned to 8. The default value is all
/// zero.</summary>
[InlineArray(12)]
public struct BlstP1Affine
{
    private ulong _word;
}
