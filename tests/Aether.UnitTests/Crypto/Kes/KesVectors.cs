using System.Text;
using System.Text.Json;
using Aether.Native;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Kes;

/// <summary>The published keys and signatures of Cardano's Sum KES.</summary>
internal static class KesVectors
{
    internal static void SkipWithoutLibrary() => Assert.SkipUnless(Sodium.IsSupported, Sodium.NotSupportedReason ?? "");

    internal static JsonElement Root => Vectors.ReadJson("kes/cardano_sum_kes.json");

    internal static byte[] Seed => Ascii("seed_ascii");

    internal static byte[] Message => Ascii("message_ascii");

    internal static byte[] VerificationKey => HexText.Get(Root, "sum6_verification_key");

    internal static byte[] File(string name) => HexText.Get(Root.GetProperty("files"), name);

    private static byte[] Ascii(string name) => Encoding.ASCII.GetBytes(Root.GetProperty(name).GetString()!);
}
