using Aether.Crypto.Ed25519.Gpu;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

public sealed class GpuPtxTests
{
    [Fact]
    public void TryRead_FolderWithoutIt_NamesTheFix()
    {
        Assert.False(GpuPtx.TryReadFile("/", out ReadOnlyMemory<byte> ptx, out string? reason));
        Assert.True(ptx.IsEmpty);
        Assert.Contains("./build.sh setup", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_Checkout_FindsEntries()
    {
        Assert.True(GpuPtx.TryRead(default, out ReadOnlyMemory<byte> ptx, out string? reason), reason);
        Assert.NotEqual(-1, ptx.Span.IndexOf(".entry aether_ed25519_verify_carry("u8));
        Assert.NotEqual(-1, ptx.Span.IndexOf(".entry aether_ed25519_verify_portable("u8));
    }

    [Fact]
    public void TryRead_GivenText_IsTaken()
    {
        byte[] given = [1, 2, 3];
        Assert.True(GpuPtx.TryRead(given, out ReadOnlyMemory<byte> ptx, out _));
        Assert.Equal(given, ptx.ToArray());
    }
}
