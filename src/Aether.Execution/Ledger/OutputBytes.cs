using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>Reads and writes an output in its canonical bytes: owner, asset, amount, optional datum hash.</summary>
internal static class OutputBytes
{
    /// <summary>Most bytes: with a datum hash.</summary>
    public const int MaxBytes = TransactionOutput.MinEncodedBytes + Hash256.Bytes;

    /// <summary>Who may spend it.</summary>
    public static Address OwnerOf(ReadOnlySpan<byte> output) => new(new Hash256(Checked(output)[..Hash256.Bytes]));

    /// <summary>What it is.</summary>
    public static AssetId AssetOf(ReadOnlySpan<byte> output) =>
        new(new Hash256(Checked(output).Slice(Hash256.Bytes, Hash256.Bytes)));

    /// <summary>Base units.</summary>
    public static UInt128 AmountOf(ReadOnlySpan<byte> output) =>
        BinaryPrimitives.ReadUInt128LittleEndian(Checked(output)[(2 * Hash256.Bytes)..]);

    /// <summary>Writes an output.</summary>
    /// <returns>Bytes written, at most <see cref="MaxBytes"/>.</returns>
    public static int Write(in TransactionOutput output, Span<byte> destination)
    {
        output.Owner.Value.Span.CopyTo(destination);
        output.Asset.Value.Span.CopyTo(destination[Hash256.Bytes..]);
        BinaryPrimitives.WriteUInt128LittleEndian(destination[(2 * Hash256.Bytes)..], output.Amount);
        destination[TransactionOutput.MinEncodedBytes - 1] = output.DatumHash.HasValue ? (byte)1 : (byte)0;
        if (output.DatumHash is not { } datum)
        {
            return TransactionOutput.MinEncodedBytes;
        }
        datum.Span.CopyTo(destination[TransactionOutput.MinEncodedBytes..]);
        return MaxBytes;
    }

    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> output) =>
        output.Length is TransactionOutput.MinEncodedBytes or MaxBytes
            ? output
            : throw new StateCorruptException("an output of the state has the wrong size");
}
