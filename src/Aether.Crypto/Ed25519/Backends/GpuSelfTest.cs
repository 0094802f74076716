using Aether.Crypto.Ed25519.Batch;
using Aether.Crypto.Ed25519.Gpu;

namespace Aether.Crypto.Ed25519.Backends;

/// <summary>Proves that a device gives the processor's verdicts, before anything relies on it.</summary>
internal static class GpuSelfTest
{
    private static readonly GpuBranch[] s_branches = [GpuBranch.Portable, GpuBranch.Carry];
    private static readonly GpuMode[] s_modes = [GpuMode.Individual, GpuMode.Batch];

    /// <summary>
    /// Verifies the adversarial set, and its valid part alone so that the batch equation itself must hold, by both
    /// forms of the kernels in both modes. Null, or one sentence on the first difference.
    /// </summary>
    internal static string? Run(GpuVerifier verifier)
    {
        AdversarialSet all = AdversarialSet.Create();
        AdversarialSet valid = all.ValidOnly();
        foreach (GpuBranch branch in s_branches)
        {
            foreach (GpuMode mode in s_modes)
            {
                string? reason = Compare(verifier, all, mode, branch) ?? Compare(verifier, valid, mode, branch);
                if (reason is not null)
                {
                    return reason;
                }
            }
        }

        return null;
    }

    private static string? Compare(GpuVerifier verifier, AdversarialSet set, GpuMode mode, GpuBranch branch)
    {
        bool[] verdicts = new bool[set.Count];
        if (!verifier.TryVerify(
            set.PublicKeys, set.Signatures, set.Messages, set.MessageEnds, verdicts, mode, branch))
        {
            return verifier.FailureReason ?? "the GPU was closed during its self-test; start again";
        }

        for (int i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] != set.Expected[i])
            {
                return $"the GPU {(verdicts[i] ? "accepts" : "refuses")} what the processor "
                    + $"{(set.Expected[i] ? "accepts" : "refuses")} (self-test item {i}, {set.KindOf(i)}, {branch} "
                    + $"kernels, {mode} mode); use the processor, and check the device and its driver";
            }
        }

        return null;
    }
}
