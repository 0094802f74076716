namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>How a batch is verified; the verdicts are the same.</summary>
public enum GpuMode
{
    /// <summary>One equation for each signature.</summary>
    Individual,

    /// <summary>One equation for the whole batch; where it fails, one for each signature.</summary>
    Batch,
}
