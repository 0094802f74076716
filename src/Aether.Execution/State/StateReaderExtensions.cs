using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Typed reads of ledger values. A value that does not decode means the store is corrupt.</summary>
public static class StateReaderExtensions
{
    /// <summary>An account; an untouched one is empty.</summary>
    public static Account GetAccount(this IStateReader state, Address address) =>
        state.TryGet(StateKey.ForAccount(address), out byte[] bytes) ? DecodeStored<Account>(bytes) : Account.Empty;

    /// <summary>An unspent output; false when it does not exist or is spent.</summary>
    public static bool TryGetOutput(this IStateReader state, OutPoint point, out TransactionOutput output)
    {
        bool found = state.TryGet(StateKey.ForOutput(point), out byte[] bytes);
        output = found ? DecodeStored<TransactionOutput>(bytes) : default;
        return found;
    }

    /// <summary>A chain-wide counter of base units; zero when it was never raised.</summary>
    public static UInt128 GetCounter(this IStateReader state, ReadOnlySpan<byte> name)
    {
        if (!state.TryGet(StateKey.ForMeta(name), out byte[] bytes))
        {
            return 0;
        }
        AceReader reader = new(bytes);
        UInt128 value = reader.U128();
        return !reader.Failed && reader.Remaining == 0
            ? value
            : throw new StateCorruptException("a counter of the state has the wrong size");
    }

    private static T DecodeStored<T>(ReadOnlySpan<byte> bytes)
        where T : IAceValue<T> =>
        Ace.TryDecode(bytes, out T value, out DecodeError error)
            ? value
            : throw new StateCorruptException($"a value of the state does not decode: {error}");
}
