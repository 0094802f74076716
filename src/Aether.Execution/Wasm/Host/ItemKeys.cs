using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Execution.Wasm.Host;

/// <summary>Item keys of the storage keys that were hashed last: what a contract reads it often writes.</summary>
/// <remarks><b>Cost</b>: <see cref="Places"/> keys. <b>Threads</b>: one lane.</remarks>
internal sealed class ItemKeys
{
    /// <summary>Keys that are kept.</summary>
    public const int Places = 64;

    private readonly Place[] _places = new Place[Places];
    private readonly byte[] _keys = new byte[Places * Limits.Contract.MaxKeyBytes];

    /// <summary>The item key of a storage key: that of <see cref="ContractStorage.ItemKey"/>.</summary>
    public Hash256 Of(ReadOnlySpan<byte> key)
    {
        int number = NumberOf(key);
        ref Place place = ref _places[number];
        Span<byte> kept = _keys.AsSpan(number * Limits.Contract.MaxKeyBytes, Limits.Contract.MaxKeyBytes);
        if (place.IsSet && key.SequenceEqual(kept[..place.Length]))
        {
            return place.Item;
        }
        place.Item = ContractStorage.ItemKey(key);
        place.Length = key.Length;
        place.IsSet = true;
        key.CopyTo(kept);
        return place.Item;
    }

    // Keys often end in an address: its last bytes tell most of them apart.
    private static int NumberOf(ReadOnlySpan<byte> key) =>
        key.IsEmpty ? 0 : (key[^1] + (31 * key.Length)) % Places;

    private struct Place
    {
        public Hash256 Item;
        public int Length;
        public bool IsSet;
    }
}
