using System.Text;
using Aether.Crypto.Ed25519.Gpu;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

/// <summary>Verifiers on the stand-in. Faults are planted by comment lines in the PTX text.</summary>
internal static class GpuStandIn
{
    private static readonly Lazy<byte[]> s_ptx = new(ReadPtx);

    /// <summary>The kernels with lines before them, such as a planted fault.</summary>
    internal static byte[] Ptx(params string[] lines) =>
        [.. Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n"))), .. s_ptx.Value];

    /// <summary>The verdict at a position is inverted after every run of the kernel from one on.</summary>
    internal static string FlipVerdict(string kernel, int position, int fromRun = 0) =>
        $"//standin: flip {kernel} 4 {position} {fromRun}";

    /// <summary>One run of a kernel, counted from 0, ends as a failure of the device.</summary>
    internal static string Fail(string kernel, int run) => $"//standin: fail {kernel} {run}";

    internal static GpuVerifierOptions Options(int slots = 2, int items = 256, int messageBytes = 1 << 16) =>
        new() { SlotCount = slots, SlotItems = items, SlotMessageBytes = messageBytes, Ptx = Ptx() };

    internal static GpuVerifier Create(GpuVerifierOptions? options = null)
    {
        Assert.True(
            GpuVerifier.TryCreate(options ?? Options(), out GpuVerifier? verifier, out string? reason), reason);
        return verifier;
    }

    private static byte[] ReadPtx()
    {
        Assert.True(GpuPtx.TryRead(default, out ReadOnlyMemory<byte> ptx, out string? reason), reason);
        return ptx.ToArray();
    }
}
