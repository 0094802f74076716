using Aether.Crypto.Ed25519.Gpu;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

/// <summary>One verifier for the tests of a class: making the base table costs the stand-in most of a test.</summary>
public sealed class GpuVerifierFixture : IDisposable
{
    public GpuVerifier Verifier { get; } = GpuStandIn.Create();

    public void Dispose() => Verifier.Dispose();
}
