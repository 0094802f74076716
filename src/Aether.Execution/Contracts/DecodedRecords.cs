using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Contracts;

/// <summary>Records that were decoded last, by the object they belong to.</summary>
/// <remarks>
/// A record is used again only while its bytes are the same, so what is kept here reaches no result. <b>Cost</b>:
/// <see cref="Places"/> records of at most <see cref="MaxBytes"/>. <b>Threads</b>: one lane.
/// </remarks>
internal sealed class DecodedRecords<T>
    where T : class, IAceValue<T>
{
    /// <summary>Records that are kept.</summary>
    public const int Places = 64;

    /// <summary>Longer records are decoded every time.</summary>
    public const int MaxBytes = 256;

    private readonly Place[] _places = new Place[Places];

    /// <summary>The record of an object.</summary>
    /// <param name="id">The object.</param>
    /// <param name="bytes">What its record is now.</param>
    /// <remarks><b>Errors</b>: throws when the bytes are no such record, which the ledger never wrote.</remarks>
    public T Get(in ObjectId id, ReadOnlySpan<byte> bytes)
    {
        ref Place place = ref _places[id.Value.Span[^1] % Places];
        if (place.Value is { } kept && bytes.SequenceEqual(place.Bytes.AsSpan(0, place.Length)))
        {
            return kept;
        }
        if (!Ace.TryDecode(bytes, out T value, out DecodeError _))
        {
            throw new StateCorruptException("the data of a contract or a code does not decode");
        }
        if (bytes.Length <= MaxBytes)
        {
            place.Bytes ??= new byte[MaxBytes];
            bytes.CopyTo(place.Bytes);
            place.Length = bytes.Length;
            place.Value = value;
        }
        return value;
    }

    private struct Place
    {
        public byte[]? Bytes;
        public int Length;
        public T? Value;
    }
}
