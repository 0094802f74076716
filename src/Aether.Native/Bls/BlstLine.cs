using System.Runtime.CompilerServices;

namespace Aether.Native.Bls;

/// <summary>One line of a Miller loop, for any point of G1: three elements of Fp2. Opaque: 288 bytes, aligned to
/// 8.</summary>
[InlineArray(36)]
public struct BlstLine
{
    private ulong _word;
}
