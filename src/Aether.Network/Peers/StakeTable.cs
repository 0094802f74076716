using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>
/// The validators of the epoch, what each may take of the inbound places, and which peers are theirs.
/// </summary>
internal sealed class StakeTable
{
    private readonly Dictionary<Address, UInt128> _stakes = [];
    private readonly Dictionary<Address, List<NodeRecord>> _records = [];
    private readonly HashSet<PeerId> _peers = [];
    private UInt128 _total;
    private List<NodeRecord>? _listed;

    /// <summary>Records of validators' nodes, in an order that the inputs alone determine.</summary>
    public IReadOnlyList<NodeRecord> Records => _listed ??= List();

    /// <summary>True for a member of the set.</summary>
    public bool Contains(Address validator) => _stakes.ContainsKey(validator);

    /// <summary>True for a node whose record a validator of the set bound.</summary>
    public bool IsValidatorPeer(PeerId peer) => _peers.Contains(peer);

    /// <summary>A new epoch. Records of who left are forgotten.</summary>
    public void Set(IReadOnlyList<(Address Validator, UInt128 Stake)> set)
    {
        _stakes.Clear();
        _total = 0;
        for (int index = 0; index < Math.Min(set.Count, Limits.Consensus.MaxValidators); index++)
        {
            _stakes[set[index].Validator] = set[index].Stake;
            _total = unchecked(_total + set[index].Stake);
        }
        foreach (Address gone in _records.Keys.Where(validator => !_stakes.ContainsKey(validator)).ToArray())
        {
            _records.Remove(gone);
        }
        Index();
    }

    /// <summary>Stake behind a checked record; 0 without a validator of the set or when its binding ran out.</summary>
    public UInt128 StakeOf(NodeRecord? record, ulong finalHeight) =>
        record?.Binding is { } binding && binding.LastHeight >= finalHeight
            ? _stakes.GetValueOrDefault(binding.Validator)
            : 0;

    /// <summary>Inbound places that a validator's nodes may take: its share of the stake, one at least.</summary>
    public int ShareOf(Address validator)
    {
        // Of large stakes the last seven bits make room for the product.
        int shift = _total >> 64 == 0 ? 0 : 7;
        UInt128 stake = _stakes.GetValueOrDefault(validator) >> shift;
        UInt128 places = stake * Limits.Peers.MaxStakedInbound / UInt128.Max(_total >> shift, 1);
        return (int)UInt128.Clamp(places, 1, Limits.Peers.MaxStakedInbound);
    }

    /// <summary>Keeps the record of a validator's node when its binding holds now.</summary>
    public void Learn(NodeRecord record, ulong finalHeight)
    {
        if (StakeOf(record, finalHeight) == 0)
        {
            return;
        }
        Address validator = record.Binding!.Validator;
        if (!_records.TryGetValue(validator, out List<NodeRecord>? known))
        {
            _records.Add(validator, known = []);
        }
        int same = known.FindIndex(other => other.Peer == record.Peer);
        if (same >= 0 && known[same].Sequence >= record.Sequence)
        {
            return;
        }
        if (same >= 0)
        {
            known.RemoveAt(same);
        }
        known.Add(record);
        if (known.Count > Limits.Peers.MaxPerValidator)
        {
            // Of more nodes than a validator needs, those bound for the longest time stay.
            known.Remove(known.MinBy(other => (other.Binding!.LastHeight, other.Sequence))!);
        }
        Index();
    }

    private void Index()
    {
        _listed = null;
        _peers.Clear();
        foreach (NodeRecord record in _records.Values.SelectMany(records => records))
        {
            _peers.Add(record.Peer);
        }
    }

    private List<NodeRecord> List() => [.. _records.Values.SelectMany(records => records)];
}
