using System.Text.Json;
using Aether.Crypto.Ed25519.Backends;
using Aether.Crypto.Ed25519.Gpu;

namespace Aether.GpuCheck;

/// <summary>The self-test, then random signatures with injected faults, against the processor's verdicts.</summary>
internal static class VerdictCheck
{
    // Signatures made and compared at once: bounds the memory of a long run.
    private const int ChunkItems = 1 << 18;

    /// <summary>False where a verdict differs or the device failed.</summary>
    public static bool Run(GpuVerifier verifier, CheckOptions options, Utf8JsonWriter json)
    {
        string? reason = GpuSelfTest.Run(verifier);
        json.WriteString("selfTest", reason ?? "equal");
        return reason is null && Differential(verifier, options, json);
    }

    private static bool Differential(GpuVerifier verifier, CheckOptions options, Utf8JsonWriter json)
    {
        int accepted = 0;
        int compared = 0;
        int different = 0;
        for (int seed = 1; compared < options.Signatures; seed++)
        {
            SignatureSet set = SignatureSet.WithFaults(Math.Min(ChunkItems, options.Signatures - compared), seed);
            bool[] expected = set.VerifyEach();
            accepted += expected.Count(valid => valid);
            compared += set.Count;
            foreach (GpuBranch branch in Enum.GetValues<GpuBranch>())
            {
                foreach (GpuMode mode in Enum.GetValues<GpuMode>())
                {
                    different += Differences(verifier, set, expected, mode, branch);
                }
            }
        }

        json.WriteStartObject("differential");
        json.WriteNumber("signatures", compared);
        json.WriteNumber("accepted", accepted);
        json.WriteNumber("refused", compared - accepted);
        json.WriteNumber("different", different);
        json.WriteEndObject();
        return different == 0;
    }

    private static int Differences(
        GpuVerifier verifier, SignatureSet set, bool[] expected, GpuMode mode, GpuBranch branch)
    {
        bool[] verdicts = new bool[set.Count];
        if (!verifier.TryVerify(
            set.PublicKeys, set.Signatures, set.Messages, set.MessageEnds, verdicts, mode, branch))
        {
            Console.Error.WriteLine(verifier.FailureReason);
            return set.Count;
        }

        int different = 0;
        for (int i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] != expected[i])
            {
                different++;
                Console.Error.WriteLine($"signature {i}: {branch} {mode} says {verdicts[i]}");
            }
        }

        return different;
    }
}
