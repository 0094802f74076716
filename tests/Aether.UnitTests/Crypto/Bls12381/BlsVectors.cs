using System.Text.Json;
using Aether.Crypto.Bls12381;
using Aether.Native.Bls;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

/// <summary>Reads the published BLS vectors and maps their calls onto this library's.</summary>
internal static class BlsVectors
{
    internal static void SkipWithoutLibrary() => Assert.SkipUnless(Blst.IsSupported, Blst.NotSupportedReason ?? "");

    internal static List<JsonElement> Ethereum(string category)
    {
        JsonElement root = Vectors.ReadJson($"bls12-381/ethereum-bls12-381-tests/{category}.json");
        return [.. root.GetProperty("tests").EnumerateArray()];
    }

    internal static byte[][] HexArray(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => HexText.Decode(item.GetString()!))];

    /// <summary>Decodes all keys; null when one is not acceptable, which is a failed verification.</summary>
    internal static BlsKey[]? Keys(IEnumerable<byte[]> encoded)
    {
        List<BlsKey> keys = [];
        foreach (byte[] bytes in encoded)
        {
            if (!BlsKey.TryDecode(bytes, out BlsKey? key))
                return null;
            keys.Add(key);
        }

        return [.. keys];
    }

    internal static byte[] Flatten(byte[][] parts, out int[] ends)
    {
        ends = new int[parts.Length];
        int end = 0;
        for (int index = 0; index < parts.Length; index++)
            ends[index] = end += parts[index].Length;
        return [.. parts.SelectMany(part => part)];
    }

    /// <summary>A deterministic secret key for tests.</summary>
    internal static byte[] Secret(int index)
    {
        byte[] seed = new byte[32];
        BitConverter.TryWriteBytes(seed, index);
        byte[] secret = new byte[Bls.SecretKeyBytes];
        Bls.SecretFromSeed(seed, secret);
        return secret;
    }

    internal static BlsKey Key(byte[] secret)
    {
        byte[] publicKey = new byte[Bls.PublicKeyBytes];
        Bls.PublicKeyFromSecret(secret, publicKey);
        Assert.True(BlsKey.TryDecode(publicKey, out BlsKey? key));
        return key;
    }

    internal static byte[] Sign(byte[] secret, ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[Bls.SignatureBytes];
        Bls.Sign(secret, message, signature);
        return signature;
    }
}
