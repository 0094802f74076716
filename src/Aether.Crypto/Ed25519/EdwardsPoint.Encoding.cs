namespace Aether.Crypto.Ed25519;

/// <summary>The 32-byte form of a point: y in little-endian, the sign of x in bit 255; two decoders.</summary>
internal partial struct EdwardsPoint
{
    /// <summary>Writes the canonical encoding (one inversion).</summary>
    internal readonly void CopyTo(Span<byte> destination)
    {
        FieldElement.Invert(out FieldElement inverse, in Z);
        FieldElement.Multiply(out FieldElement x, in X, in inverse);
        FieldElement.Multiply(out FieldElement y, in Y, in inverse);
        y.CopyTo(destination);
        destination[31] |= (byte)(x.IsNegative ? 0x80 : 0);
    }

    /// <summary>Decodes by ZIP-215: y is reduced modulo p, and x = 0 with the sign bit set is accepted.</summary>
    /// <returns>False only where no point has this y, or the length is not 32.</returns>
    /// <remarks>Consensus: this decides which signatures are valid; changing it forks the chain. Z is 1.</remarks>
    internal static bool TryDecodePermissive(ReadOnlySpan<byte> source, out EdwardsPoint point)
    {
        point = default;
        if (source.Length != Bytes)
        {
            return false;
        }

        point.Z = FieldElement.One;
        point.Y = FieldElement.FromBytes(source);
        if (!TryRecoverX(in point.Y, out point.X))
        {
            return false;
        }

        if ((source[31] & 0x80) != 0)
        {
            FieldElement.Negate(out point.X, in point.X);
        }

        FieldElement.Multiply(out point.T, in point.X, in point.Y);
        return true;
    }

    /// <summary>Decodes by RFC 8032 section 5.1.3: y below p, and no set sign bit on x = 0. Z is 1.</summary>
    internal static bool TryDecodeStrict(ReadOnlySpan<byte> source, out EdwardsPoint point)
    {
        if (!TryDecodePermissive(source, out point))
        {
            return false;
        }

        // Exactly the canonical encodings come back unchanged: y >= p and a signed zero are both rewritten.
        Span<byte> canonical = stackalloc byte[Bytes];
        point.Y.CopyTo(canonical);
        canonical[31] |= (byte)(point.X.IsNegative ? 0x80 : 0);
        return canonical.SequenceEqual(source);
    }

    /// <summary>The non-negative x with -x^2 + y^2 = 1 + d x^2 y^2, where there is one.</summary>
    private static bool TryRecoverX(in FieldElement y, out FieldElement x)
    {
        FieldElement one = FieldElement.One;
        FieldElement.Square(out FieldElement yy, in y);
        FieldElement.Subtract(out FieldElement u, in yy, in one);
        FieldElement.Carry(out u, in u);
        FieldElement.Multiply(out FieldElement v, in yy, in CurveConstants.D);
        FieldElement.Add(out v, in v, in one);
        return FieldElement.TrySquareRootOfRatio(out x, in u, in v);
    }
}
