using System.Runtime.CompilerServices;

namespace Aether.Native.Kzg;

/// <summary>A number modulo the group order in blst's Montgomery form. Opaque: 32 bytes, aligned to 8. The default
/// value is zero.</summary>
[InlineArray(4)]
public struct BlstFr
{
    private ulong _word;
}
