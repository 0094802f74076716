using System.Runtime.CompilerServices;

namespace Aether.Native.Bls;

/// <summary>A point of G2 in Jacobian coordinates. Opaque: 288 bytes, aligned to 8. The default value is all
/// zero.</summary>
[InlineArray(36)]
public struct BlstP2
{
    private ulong _word;
}
