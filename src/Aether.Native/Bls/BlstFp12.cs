using System.Runtime.CompilerServices;

namespace Aether.Native.Bls;

/// <summary>An element of Fp12, which pairings end in. Opaque: 576 bytes, aligned to 8. The default value is
/// zero.</summary>
[InlineArray(72)]
internal struct BlstFp12
{
    private ulong _word;
}
