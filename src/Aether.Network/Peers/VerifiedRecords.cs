using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Remembers which records were checked: many peers tell of the same nodes, and come again.</summary>
internal sealed class VerifiedRecords(Hash256 genesisHash)
{
    private readonly Dictionary<PeerId, NodeRecord> _records = [];

    /// <summary>True when the signatures of a record hold on this chain.</summary>
    public bool Verify(NodeRecord record)
    {
        if (_records.TryGetValue(record.Peer, out NodeRecord? known) && IsSame(known, record))
        {
            return true;
        }
        if (!record.Verify(genesisHash))
        {
            return false;
        }
        if (_records.Count >= Limits.Peers.MaxKnown)
        {
            _records.Clear();
        }
        _records[record.Peer] = record;
        return true;
    }

    // A signature alone would not do: it says nothing until it is checked with what it covers.
    private static bool IsSame(NodeRecord known, NodeRecord record) =>
        known.GenesisHash == record.GenesisHash
        && known.Sequence == record.Sequence
        && known.Signature == record.Signature
        && known.Binding == record.Binding
        && known.Addresses.AsSpan().SequenceEqual(record.Addresses);
}
