using Aether.Native.Kzg;
using Aether.UnitTests.Crypto.Kzg;
using Xunit;

namespace Aether.UnitTests.Native.Kzg;

public sealed class CkzgSettingsTests
{
    public CkzgSettingsTests() => KzgVectors.SkipWithoutLibrary();

    [Fact]
    public void TryLoad_WrongLengthsOrBadPoints_ReturnsFalse()
    {
        byte[] g1 = new byte[4096 * 48];
        byte[] g2 = new byte[65 * 96];
        foreach ((byte[] monomial, byte[] lagrange, byte[] second) in new[]
        {
            (g1[1..], g1, g2), (g1, g1[..^48], g2), (g1, g1, g2[96..]), ([], [], []), (g1, g1, g2),
        })
        {
            Assert.False(CkzgSettings.TryLoad(monomial, lagrange, second, out CkzgSettings? settings, out var status));
            Assert.Null(settings);
            Assert.Equal(CkzgStatus.BadArguments, status);
        }
    }

    [Fact]
    public void Calls_OutputOfWrongLength_ReturnFalse()
    {
        CkzgSettings settings = KzgVectors.Setup().Reference;
        byte[] blob = new byte[CkzgSettings.BlobBytes];
        Assert.False(settings.TryCommit(blob, new byte[47]));
        Assert.False(settings.TryProve(blob, new byte[32], new byte[31], new byte[48]));
        Assert.False(settings.TryProve(blob, new byte[32], new byte[32], new byte[49]));
        Assert.False(settings.TryProveBlob(blob, KzgVectors.Infinity, new byte[96]));
        Assert.True(settings.TryCommit(blob, new byte[48]));
    }
}
