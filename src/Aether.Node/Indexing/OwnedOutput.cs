using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Node.Indexing;

/// <summary>An output that an account owns, or owned until lately.</summary>
/// <remarks>
/// <b>Shape</b> of a stored output: made number, spent number, asset, amount number, datum flag u8 with 32 bytes. The
/// key has owner and name (<see cref="IndexKeys"/>).
/// </remarks>
/// <param name="Point">Its name.</param>
/// <param name="Asset">What it is.</param>
/// <param name="Amount">Base units.</param>
/// <param name="DatumHash">What its maker bound to it.</param>
/// <param name="MadeAt">Height of the block that made it.</param>
/// <param name="SpentAt">Height of the block that spent it; 0 while it is unspent.</param>
internal sealed record OwnedOutput(
    OutPoint Point, AssetId Asset, UInt128 Amount, Hash256? DatumHash, ulong MadeAt, ulong SpentAt)
{
    /// <summary>Bytes of the longest stored output.</summary>
    public const int MaxBytes = (3 * StoredNumber.MaxBytes) + 1 + Hash256.Bytes + 1 + Hash256.Bytes;

    /// <summary>True when it could be spent after the block of a height.</summary>
    public bool IsUnspentAt(ulong height) => MadeAt <= height && (SpentAt == 0 || SpentAt > height);

    /// <summary>Writes the stored form; returns its length.</summary>
    /// <param name="bytes">At least <see cref="MaxBytes"/>.</param>
    public int Write(Span<byte> bytes)
    {
        int at = StoredNumber.Write(bytes, MadeAt);
        at += StoredNumber.Write(bytes[at..], SpentAt);
        at += StoredNumber.WriteAsset(bytes[at..], Asset);
        at += StoredNumber.Write(bytes[at..], Amount);
        bytes[at++] = DatumHash.HasValue ? (byte)1 : (byte)0;
        if (DatumHash is { } datum)
        {
            datum.Span.CopyTo(bytes[at..]);
            at += Hash256.Bytes;
        }
        return at;
    }

    /// <summary>Reads a stored output.</summary>
    /// <exception cref="StateCorruptException">It is not one.</exception>
    public static OwnedOutput Read(OutPoint point, ReadOnlySpan<byte> value)
    {
        ulong made = (ulong)StoredNumber.Read(ref value);
        ulong spent = (ulong)StoredNumber.Read(ref value);
        AssetId asset = StoredNumber.ReadAsset(ref value);
        UInt128 amount = StoredNumber.Read(ref value);
        bool hasDatum = StoredNumber.Take(ref value, 1)[0] == 1;
        Hash256? datum = hasDatum ? new Hash256(StoredNumber.Take(ref value, Hash256.Bytes)) : null;
        return new OwnedOutput(point, asset, amount, datum, made, spent);
    }
}
