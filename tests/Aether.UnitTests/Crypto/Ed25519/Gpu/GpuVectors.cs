using System.Text;
using System.Text.Json;
using Aether.TestKit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

/// <summary>Every published Ed25519 vector with its verdict, in the flat buffers of a batch.</summary>
internal sealed class GpuVectors
{
    internal GpuVectors(IEnumerable<ForgedCase> cases)
    {
        List<byte> keys = [];
        List<byte> signatures = [];
        List<byte> messages = [];
        List<int> ends = [];
        List<bool> expected = [];
        foreach (ForgedCase forged in cases)
        {
            keys.AddRange(forged.Item.PublicKey);
            signatures.AddRange(forged.Item.Signature);
            messages.AddRange(forged.Item.Message);
            ends.Add(messages.Count);
            expected.Add(forged.IsValid);
        }

        (Keys, Signatures, Messages) = ([.. keys], [.. signatures], [.. messages]);
        (Ends, Expected) = ([.. ends], [.. expected]);
    }

    internal byte[] Keys { get; }

    internal byte[] Signatures { get; }

    internal byte[] Messages { get; }

    internal int[] Ends { get; }

    internal bool[] Expected { get; }

    internal static IEnumerable<ForgedCase> Rfc8032()
    {
        foreach (JsonElement test in Vectors.ReadJson("ed25519/rfc8032_ed25519.json").GetProperty("tests")
            .EnumerateArray())
        {
            yield return new(
                new(HexText.Get(test, "public_key"), HexText.Get(test, "message"), HexText.Get(test, "signature")),
                true);
        }
    }

    /// <summary>The signatures of the reference implementation, each whole and with S changed.</summary>
    internal static IEnumerable<ForgedCase> SignInput()
    {
        foreach (string line in File.ReadLines(Vectors.Require("ed25519/sign_input_vectors.txt")))
        {
            string[] fields = line.Split(':');
            byte[] signature = HexText.Decode(fields[3][..128]);
            SignedMessage item = new(HexText.Decode(fields[1]), HexText.Decode(fields[2]), signature);
            yield return new(item, true);
            yield return new(item with { Signature = [.. signature[..63], (byte)(signature[63] ^ 1)] }, false);
        }
    }

    internal static IEnumerable<ForgedCase> SmallOrder()
    {
        JsonElement root = Vectors.ReadJson("ed25519/zip215_small_order_196.json");
        byte[] message = Encoding.ASCII.GetBytes(root.GetProperty("message_ascii").GetString()!);
        foreach (JsonElement test in root.GetProperty("tests").EnumerateArray())
        {
            yield return new(new(HexText.Get(test, "vk"), message, HexText.Get(test, "sig")), true);
        }
    }

    internal static IEnumerable<ForgedCase> EdgeCases() =>
        EdgeCaseVectorTests.Items()
            .Zip(EdgeCaseVectorTests.Cases, (item, known) => new ForgedCase(item, known.IsValid))
            .Concat(SignatureForge.AllCases());

    internal static GpuVectors All() => new([.. Rfc8032(), .. SignInput(), .. SmallOrder(), .. EdgeCases()]);
}
