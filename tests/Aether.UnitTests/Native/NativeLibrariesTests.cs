using Aether.Native;
using Xunit;

namespace Aether.UnitTests.Native;

public sealed class NativeLibrariesTests
{
    [Fact]
    public void Probes_AreLoadedOrNameTheFix()
    {
        foreach (NativeLibraryProbe probe in
            new[] { NativeLibraries.Sodium, NativeLibraries.Bls, NativeLibraries.RocksDb })
        {
            if (probe.IsSupported)
            {
                Assert.NotNull(probe.Path);
                probe.ThrowIfNotSupported();
                continue;
            }

            Assert.Contains("./build.sh setup", probe.NotSupportedReason, StringComparison.Ordinal);
            Assert.Throws<PlatformNotSupportedException>(probe.ThrowIfNotSupported);
        }
    }

    [Fact]
    public void Probe_IsMadeOnce() => Assert.Same(NativeLibraries.Sodium, NativeLibraries.Sodium);
}
