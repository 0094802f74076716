using Aether.Crypto.Ed25519.Batch;

namespace Aether.KernelBench.Rows;

/// <summary>How the table names the variants of signature verification.</summary>
internal static class SignatureNames
{
    /// <summary>The name of a forced variant; <c>auto</c> for null.</summary>
    public static string Of(SignatureVariant? variant) => variant switch
    {
        null => "auto",
        SignatureVariant.Scalar => "scalar",
        SignatureVariant.Avx2 => "avx2",
        _ => "ifma",
    };

    public static string? NotSupportedReason(SignatureVariant variant) =>
        SignatureVariants.IsSupported(variant) ? null : $"this processor has no {Of(variant)}, or native/ is not built";
}
