using System.Runtime.InteropServices;
using Aether.Native.Bls;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Native.Bls;

/// <summary>Encodings for tests of lanes, and the comparison with blst.</summary>
internal static class LanesSamples
{
    internal static byte[] Signatures(int count)
    {
        byte[] secret = BlsVectors.Secret(1);
        byte[] encoded = new byte[count * Blst.P2Bytes];
        for (int index = 0; index < count; index++)
            BlsVectors.Sign(secret, BitConverter.GetBytes(index)).CopyTo(encoded, index * Blst.P2Bytes);
        return encoded;
    }

    /// <summary>A point of the curve that is not in the subgroup.</summary>
    internal static byte[] OutsideTheGroup()
    {
        byte[] encoded = new byte[Blst.P2Bytes];
        encoded[0] = 0x80;
        for (byte x = 0; ; x++)
        {
            encoded[^1] = x;
            if (Blst.DecodeP2(encoded, out _) == BlstError.PointNotInGroup)
                return encoded;
        }
    }

    /// <summary>Damages one encoding in a way that the random source chooses; now and then not at all.</summary>
    internal static void Damage(Span<byte> encoded, Random random)
    {
        switch (random.Next(9))
        {
            case 0: // Any bit.
                encoded[random.Next(encoded.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 1: // Any flags.
                encoded[0] = (byte)((encoded[0] & 0x1F) | (random.Next(8) << 5));
                break;
            case 2: // Infinity, with or without a stray bit.
                encoded.Clear();
                encoded[0] = 0xC0;
                encoded[random.Next(encoded.Length)] |= (byte)random.Next(2);
                break;
            case 3: // An imaginary part of p or just above.
                Prime.CopyTo(encoded);
                encoded[47] += (byte)random.Next(3);
                encoded[0] |= 0x80;
                break;
            case 4: // A real part around p.
                Prime.CopyTo(encoded[48..]);
                encoded[95] += (byte)(random.Next(5) - 2);
                break;
            case 5: // A real x: the root of a real number, or of minus a real number.
                encoded[..48].Clear();
                encoded[0] = (byte)(0x80 | (random.Next(2) << 5));
                break;
            case 6: // A small x.
                encoded.Clear();
                encoded[0] = (byte)(0x80 | (random.Next(2) << 5));
                encoded[95] = (byte)random.Next(256);
                encoded[47] = (byte)random.Next(4);
                break;
            case 7: // The negative point.
                encoded[0] ^= 0x20;
                break;
        }
    }

    internal static LanesStatus[] Decode(ReadOnlySpan<byte> encoded, LanesVariant variant, out BlstP2Affine[] points)
    {
        int count = encoded.Length / Blst.P2Bytes;
        points = new BlstP2Affine[count];
        LanesStatus[] status = new LanesStatus[count];
        Lanes.DecodeP2(encoded, points, status, variant);
        return status;
    }

    /// <summary>Decodes by the variant, compares points and codes with blst's, and returns the codes.</summary>
    internal static LanesStatus[] AssertEqualsBlst(ReadOnlySpan<byte> encoded, LanesVariant variant)
    {
        LanesStatus[] status = Decode(encoded, variant, out BlstP2Affine[] points);
        for (int index = 0; index < status.Length; index++)
        {
            ReadOnlySpan<byte> bytes = encoded.Slice(index * Blst.P2Bytes, Blst.P2Bytes);
            BlstError error = Blst.DecodeP2(bytes, out BlstP2Affine expected);
            bool isInfinity = error == BlstError.Success && Blst.IsInfinity(expected);
            Assert.Equal(isInfinity ? LanesStatus.Infinity : (LanesStatus)error, status[index]);
            if (error != BlstError.Success)
                expected = default;
            Assert.True(Words(ref expected).SequenceEqual(Words(ref points[index])), $"point {index}");
        }

        return status;
    }

    private static ReadOnlySpan<byte> Prime => Convert.FromHexString(
        "1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB");

    private static Span<byte> Words(ref BlstP2Affine point) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref point, 1));
}
