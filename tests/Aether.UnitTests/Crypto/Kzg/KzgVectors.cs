using System.Text.Json;
using Aether.Crypto.Kzg;
using Aether.Native.Bls;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Kzg;

/// <summary>Reads the published KZG vectors, and makes blobs for tests. All tests share the process's setup.</summary>
internal static class KzgVectors
{
    internal static readonly byte[] Infinity = [0xC0, .. new byte[47]];

    /// <summary>x = 4 on the curve, y^2 = 68: a point of the curve, found by the test that uses it to lie outside the
    /// subgroup.</summary>
    internal static readonly byte[] OutsideSubgroup = [0x80, .. new byte[46], 0x04];

    internal static void SkipWithoutLibrary() => Assert.SkipUnless(Blst.IsSupported, Blst.NotSupportedReason ?? "");

    internal static KzgSetup Setup()
    {
        Assert.True(KzgSetup.TryGet(out KzgSetup? setup, out string? reason), reason);
        return setup;
    }

    internal static List<JsonElement> Cases(string category)
    {
        JsonElement root = Vectors.ReadJson($"kzg/{category}.json");
        return [.. root.GetProperty("tests").EnumerateArray()];
    }

    internal static string Name(JsonElement test) => test.GetProperty("name").GetString()!;

    /// <summary>The input bytes, which may have the wrong length on purpose.</summary>
    internal static byte[] Input(JsonElement test, string name) => HexText.Get(test.GetProperty("input"), name);

    internal static byte[] Blob(JsonElement test) => Blob(test.GetProperty("input").GetProperty("blob").GetString()!);

    internal static byte[] Blob(string reference)
    {
        Assert.StartsWith("blob:", reference, StringComparison.Ordinal);
        return File.ReadAllBytes(Vectors.Require($"kzg/blobs/{reference[5..]}.bin"));
    }

    internal static byte[] Flatten(JsonElement test, string name, Func<string, byte[]> read) =>
        [.. test.GetProperty("input").GetProperty(name).EnumerateArray().SelectMany(item => read(item.GetString()!))];

    /// <summary>Canonical random elements.</summary>
    internal static byte[] RandomElements(int seed, int count)
    {
        Random random = new(seed);
        byte[] elements = new byte[count * 32];
        random.NextBytes(elements);

        // Clearing the two highest bits keeps every element below the order.
        for (int offset = 0; offset < elements.Length; offset += 32)
            elements[offset] &= 0x3F;
        return elements;
    }

    internal static byte[] Padded(ReadOnlySpan<byte> elements)
    {
        byte[] blob = new byte[Aether.Crypto.Kzg.Kzg.BlobBytes];
        elements.CopyTo(blob);
        return blob;
    }

    /// <summary>r - 1, the largest element.</summary>
    internal static byte[] LargestElement()
    {
        byte[] element = Aether.Crypto.Kzg.Kzg.Order.ToArray();
        element[31]--;
        return element;
    }
}
