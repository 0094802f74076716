using System.Runtime.CompilerServices;

namespace Aether.Native.Bls;

/// <summary>A point of G1 in Jacobian coordinates. Opaque: 144 bytes, aligned to 8. The default value is all
/// zero.</summary>
[InlineArray(18)]
public struct BlstP1
{
    private ulong _word;
}
