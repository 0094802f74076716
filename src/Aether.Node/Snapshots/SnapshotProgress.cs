using System.Buffers.Binary;
using System.Globalization;
using Aether.Core.Types;

namespace Aether.Node.Snapshots;

/// <summary>How far a long operation on a snapshot is.</summary>
/// <param name="Chunks">Chunks done.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Permille">Share of the whole, 0 to 1000.</param>
internal readonly record struct SnapshotProgress(int Chunks, long Bytes, int Permille)
{
    /// <summary>The share of all keys up to one: keys are spread evenly.</summary>
    public static int ShareOf(in Hash256 last) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(last.Span) * 1_000L / uint.MaxValue);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Permille / 10}% ({Chunks} chunks, {Bytes / 1_000_000} MB)");
}
