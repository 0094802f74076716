namespace Aether.Da.ErasureCoding;

/// <summary>The products of a constant with every low and every high nibble, as byte shuffles take them.</summary>
/// <typeparam name="TVector">A vector that holds the 16 products in each of its 16-byte lanes.</typeparam>
internal readonly struct NibbleProducts<TVector>(TVector low, TVector high)
    where TVector : struct
{
    internal readonly TVector Low = low;

    internal readonly TVector High = high;
}
