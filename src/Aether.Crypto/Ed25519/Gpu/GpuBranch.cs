namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>The two forms of the kernels, which give the same verdicts.</summary>
public enum GpuBranch
{
    /// <summary>Carry chains in inline PTX: the faster one.</summary>
    Carry,

    /// <summary>Plain C++, whose instructions the compiler chooses: the definition.</summary>
    Portable,
}
