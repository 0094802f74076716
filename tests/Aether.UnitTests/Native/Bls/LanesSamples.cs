using System.Runtime.InteropServices;
using Aether.Native.Bls;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Native.Bls;

/// <summary>Encodings for tests of lanes, and the comparison with blst.</summary>
internal static class LanesSamples
{
    private static readonly string[] s_smallOrder =
    [
        // Order 13.
        "B379F5E4E671984461E24428FBCD84A0E6E7350C9EC0B92F669B2CAA70872F5F"
        + "13C0531D6690D9E9111765F72F6F1D6A09EF7CCE5E1BC5DAEC0905E215A48EB9"
        + "C5C54C8DB87F1D7538F867F91126510E8F66B3F125C1E07B66DF59CC09E18E0E",
        // Order 13.
        "B64A1DE37F6A28E3BFA2204815B74F1EECF5BDC2267DE5589690843946444916"
        + "4395C76F3AC3C4C65E96D3419C9122E50E36FA319A648D1D1E95BEECEB182CB2"
        + "BEEBAEDA9FD057FEC2468E29A4139C7CD6416CB292F28A1303221442A8DBFDF8",
        // Order 13.
        "A511CA275E0BF4EE9E919EF57AF8167B39F9E65DF3A8CB569DFC1D912C4DBBFA"
        + "7A78A3DB0577046371CB4DCB6F9A2E4004141597DF874BD4A8A8F96FEE127370"
        + "8A1204D4DF39851B60F2C4DC1342102B781EA32376FC7473C7B344369E4D9B84",
        // Order 23.
        "AB88593432B0642AE57F5C9EEEC24C6C10E315635DC1FF84E12906E7D0104D9D"
        + "F2EF5C51ECF4E83CE8DA3D1A5438F8B20DA10382ED6659D0356AF7D5A850C3F6"
        + "B134324070D038F8584D15008D06FF881E8783C255A60E19154FD59C5C15D5B1",
        // Order 23.
        "8296985585461B787B22D474C2AFE6BD4E01CC80EF5543C157A12418625E9FDB"
        + "E8923F761F666C32879ECFB780EA4D5018F854FF195D2E8609003A427C815A58"
        + "E8A351DE78E33A0E0369E9E3FD1ADFB738573F138B11DB5109D42F85AB76DC43",
        // Order 2713.
        "8EE71BFAB2EE17EF4440BD69CDB180A3C5E0F1BDD4AF351ADF8D0AE415548F32"
        + "5197D0D36A42C82C650E405653012BEF18037BC6EA22EA6675E0C4AA4FDAE0D4"
        + "6ABA16386576D1FBC06280A37CF60183EB3B71B31CD622974756BE94366D861C",
        // Order 11953.
        "A56BF9C0E824150B42130C9D24E5A5435DEAABA053F49A0061E289046956738C"
        + "4EBAB43927BCAC09422EDF5B684AB03119ABF43C42DFC6571A06E407A246F42C"
        + "066FDE61BAF138A67E697244A95E8FE59B500FB906841E80658E7698E4579A74",
        // Order 262069.
        "A7555F3FDB1DEE6C2263F7C7DC228E04742F91AF550DB2AC9B12940C64460DFC"
        + "63D2226C3D99105C5EEB7FFDEBCE654A0E17C142B7062969799E0C884C483F70"
        + "A24B0375971A24BDC09D0C2011B6DDC599E468A91B900C3246D990F2A7771082",
        // Order 13 r.
        "90B83AB61B88839377F5927565E15157DFF8AFBD8EEB6989148C2227BAA69F93"
        + "ADE670240675A0D674A510159552CB700F1AFF549E28FAF7A4195FE4F8B9B2DA"
        + "614E879C00927CF019B73F4FEA33C6AC43C6527EC3F94441186079D24E39D2B6",
        // Order 13 x 23.
        "AFD8457FB3429D54C08165BD60BC04BE587A3CC655F0BC4B1FB43DED8EE74CEB"
        + "7A6BDB88D95BAEB0B98ACDAD0502249609CF106CF9A5B15B339E76F6BE08E300"
        + "551EE18A5937F776FE1B266753CEF58453701FE315560B1F5D33BF5A09028305",
    ];

    /// <summary>
    /// Points of the curve of small order, and sums of them: random points times the rest of the order. The cofactor is
    /// 13^2 x 23^2 x 2713 x 11953 x 262069 and one large prime.
    /// </summary>
    internal static byte[][] SmallOrder() => [.. s_smallOrder.Select(Convert.FromHexString)];

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
