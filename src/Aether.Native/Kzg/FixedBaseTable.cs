using System.Diagnostics.CodeAnalysis;
using Aether.Native.Interop;

namespace Aether.Native.Kzg;

/// <summary>Tables of multiples of fixed points of G1, for sums of many of them at once.</summary>
/// <remarks>
/// Shape: twenty multiples of each point, 128 bytes each: 10 MiB for 4096 points, built in 0.06 s; a sum works in a
/// scratch of up to 12 MiB, which is kept for the next.
/// <para>Threads: any number of callers; those that find the scratch in use take another. Cost: no managed allocation
/// while there is one caller at a time. Variable time: for public scalars only.</para>
/// </remarks>
// SAFETY: lengths are checked first; spans are pinned for one native call, and both buffers are kept alive beyond it.
public sealed unsafe class FixedBaseTable : IDisposable
{
    /// <summary>Bytes of an uncompressed point, x then y, big-endian.</summary>
    public const int PointBytes = 96;

    /// <summary>Bytes of a scalar, big-endian.</summary>
    public const int ScalarBytes = 32;

    /// <summary>Most points of a table.</summary>
    public const int MaxPoints = 4096;

    private readonly AlignedBuffer _table;
    private AlignedBuffer? _scratch;

    private FixedBaseTable(AlignedBuffer table, int count)
    {
        _table = table;
        Count = count;
    }

    /// <summary>True where the processor has AVX-512 IFMA and the library of kernels is loaded.</summary>
    public static bool IsSupported => CpuFeatures.HasIfma;

    /// <summary>Points in the table.</summary>
    public int Count { get; }

    /// <summary>Bytes of the table.</summary>
    public long Bytes => (long)_table.Bytes;

    /// <summary>Builds the table of n x 96 bytes of points on the curve, none of them infinity.</summary>
    /// <returns>False for a wrong length, more than <see cref="MaxPoints"/>, and points of order two.</returns>
    /// <exception cref="PlatformNotSupportedException"><see cref="IsSupported"/> is false.</exception>
    public static bool TryBuild(ReadOnlySpan<byte> points, [NotNullWhen(true)] out FixedBaseTable? table)
    {
        if (!IsSupported)
            throw new PlatformNotSupportedException("fixed-base tables need AVX-512 IFMA and libaether_native");
        table = null;
        int count = points.Length / PointBytes;
        if (count is 0 or > MaxPoints || points.Length != count * PointBytes)
            return false;
        AlignedBuffer buffer = new(KzgMethods.aether_kzg_table_bytes((nuint)count));
        int status;
        fixed (byte* p = points)
            status = KzgMethods.aether_kzg_build_table_ifma(buffer.Pointer, buffer.Bytes, p, (nuint)count);
        if (status != (int)FixedBaseStatus.Ok)
        {
            buffer.Dispose();
            return false;
        }

        table = new FixedBaseTable(buffer, count);
        return true;
    }

    /// <summary>Sums scalar i x point i over the first points of the table.</summary>
    /// <param name="scalars">n x 32 bytes; n from 1 to <see cref="Count"/>.</param>
    /// <param name="sum">96 bytes; cleared unless the result is <see cref="FixedBaseStatus.Ok"/>.</param>
    public FixedBaseStatus Sum(ReadOnlySpan<byte> scalars, Span<byte> sum)
    {
        ObjectDisposedException.ThrowIf(_table.IsClosed, this);
        sum.Clear();
        int count = scalars.Length / ScalarBytes;
        if (count == 0 || count > Count || scalars.Length != count * ScalarBytes || sum.Length != PointBytes)
            return FixedBaseStatus.BadArgument;

        // The exchange hands the scratch to one caller alone; a caller that finds none makes one.
        AlignedBuffer? scratch = Interlocked.Exchange(ref _scratch, null);
        nuint needed = KzgMethods.aether_kzg_scratch_bytes((nuint)count);
        if (scratch is null || scratch.Bytes < needed)
        {
            scratch?.Dispose();
            scratch = new AlignedBuffer(needed);
        }

        int status;
        fixed (byte* s = scalars, result = sum)
        {
            status = KzgMethods.aether_kzg_sum_ifma(
                result, _table.Pointer, (nuint)Count, s, (nuint)count, scratch.Pointer, scratch.Bytes);
        }

        Interlocked.Exchange(ref _scratch, scratch)?.Dispose();
        GC.KeepAlive(this);
        return (FixedBaseStatus)status;
    }

    /// <summary>Frees the table. No call may be in progress.</summary>
    public void Dispose()
    {
        _table.Dispose();
        Interlocked.Exchange(ref _scratch, null)?.Dispose();
    }
}
