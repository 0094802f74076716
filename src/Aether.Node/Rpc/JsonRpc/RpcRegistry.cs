using System.Collections.Frozen;
using System.Text;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>The methods of one server by name.</summary>
/// <remarks><b>Threads</b>: immutable. <b>Cost</b>: constant for a lookup, which allocates nothing.</remarks>
internal sealed class RpcRegistry
{
    private const int MaxNameBytes = 64;

    private readonly FrozenDictionary<string, RpcEntry> _byName;
    private readonly FrozenDictionary<string, RpcEntry>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Takes the entries; names are ASCII, distinct and at most 64 bytes long.</summary>
    public RpcRegistry(IEnumerable<RpcEntry> entries)
    {
        Entries = [.. entries];
        foreach (RpcEntry entry in Entries)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Name.Length, MaxNameBytes, entry.Info.Name);
        }
        _byName = Entries.ToFrozenDictionary(entry => entry.Info.Name, StringComparer.Ordinal);
        Guarded = Entries.SingleOrDefault(entry => entry.Together is not null);
        _lookup = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>All methods, in the order they were given.</summary>
    public IReadOnlyList<RpcEntry> Entries { get; }

    /// <summary>The method whose calls may be refused unread; null when there is none.</summary>
    public RpcEntry? Guarded { get; }

    /// <summary>The method of a name; null when there is none.</summary>
    public RpcEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The method of a name in UTF-8 without escapes; null when there is none.</summary>
    public RpcEntry? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxNameBytes)
        {
            return null;
        }
        Span<char> text = stackalloc char[MaxNameBytes];
        Encoding.Latin1.GetChars(name, text);
        return _lookup.TryGetValue(text[..name.Length], out RpcEntry? entry) ? entry : null;
    }
}
