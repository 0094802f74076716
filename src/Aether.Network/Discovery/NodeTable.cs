using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>Nodes by their distance from this one, few of each distance and of each network.</summary>
/// <remarks>
/// Only nodes that were reached enter, and one that is there never makes room for another: whoever comes later, with
/// as many identities as it likes, gets free places alone.
/// </remarks>
internal sealed class NodeTable(PeerId local)
{
    private readonly Hash256 _place = NodeDistance.PlaceOf(local);
    private readonly List<TableNode>?[] _buckets = new List<TableNode>?[NodeDistance.Buckets];
    private readonly List<NodeRecord>?[] _waiting = new List<NodeRecord>?[NodeDistance.Buckets];
    private readonly Dictionary<AddressGroup, int> _groups = [];
    private readonly Dictionary<PeerId, TableNode> _nodes = [];

    /// <summary>Nodes.</summary>
    public int Count => _nodes.Count;

    /// <summary>This node's own place.</summary>
    public Hash256 Place => _place;

    /// <summary>True for a node of the table.</summary>
    public bool Contains(PeerId peer) => _nodes.ContainsKey(peer);

    /// <summary>
    /// Notes that a node was reached at an address of its record, and takes it in if there is a place. When there is
    /// none for its distance it waits.
    /// </summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="record">Its record, checked.</param>
    /// <param name="isSought">
    /// This node went there. Those that come by themselves get half of a bucket, so that they cannot fill it before
    /// others are found.
    /// </param>
    public bool Add(long nowMs, NodeRecord record, bool isSought)
    {
        if (_nodes.TryGetValue(record.Peer, out TableNode? node))
        {
            node.IsSought |= isSought;
            node.SeenMs = nowMs;
            node.Failures = 0;
            Renew(node, record);
            return true;
        }
        Hash256 place = NodeDistance.PlaceOf(record.Peer);
        int index = NodeDistance.SharedBits(_place, place);
        if (index == NodeDistance.Buckets || record.Addresses.Length == 0)
        {
            return false;
        }
        List<TableNode> bucket = _buckets[index] ??= [];
        if (!FitsGroups(bucket, record.Addresses[0]))
        {
            return false;
        }
        bool half = !isSought && bucket.Count(other => !other.IsSought) >= Limits.Discovery.BucketNodes / 2;
        if (half || bucket.Count >= Limits.Discovery.BucketNodes)
        {
            Wait(index, record);
            return false;
        }
        node = new TableNode(record, place, nowMs) { IsSought = isSought };
        bucket.Add(node);
        _nodes.Add(record.Peer, node);
        Recount(node.Group, 1);
        return true;
    }

    /// <summary>
    /// Notes that a node was not reached. When that was so too often it goes, and one that waited for its place is
    /// given, to be looked for.
    /// </summary>
    public NodeRecord? Fail(PeerId peer)
    {
        if (!_nodes.TryGetValue(peer, out TableNode? node) || ++node.Failures < Limits.Discovery.MaxFailures)
        {
            return null;
        }
        int index = Remove(node);
        List<NodeRecord>? waiting = _waiting[index];
        if (waiting is not { Count: > 0 })
        {
            return null;
        }
        NodeRecord next = waiting[^1];
        waiting.RemoveAt(waiting.Count - 1);
        return next;
    }

    /// <summary>Takes a node out: it is banned.</summary>
    public void Remove(PeerId peer)
    {
        if (_nodes.TryGetValue(peer, out TableNode? node))
        {
            Remove(node);
        }
    }

    /// <summary>Up to so many nodes nearest to a place, the nearest first.</summary>
    public List<TableNode> Nearest(Hash256 target, int count)
    {
        List<TableNode> nodes = [.. _nodes.Values];
        nodes.Sort((first, second) => NodeDistance.Compare(target, first.Place, second.Place));
        if (nodes.Count > count)
        {
            nodes.RemoveRange(count, nodes.Count - count);
        }
        return nodes;
    }

    /// <summary>Some node; each distance as likely as its nodes are many.</summary>
    public TableNode? Any(PeerRandom random)
    {
        int index = random.Below(_nodes.Count);
        foreach (List<TableNode>? bucket in _buckets)
        {
            if (bucket is null)
            {
                continue;
            }
            if (index < bucket.Count)
            {
                return bucket[index];
            }
            index -= bucket.Count;
        }
        return null;
    }

    /// <summary>The node that was not heard of for longest, if that is long.</summary>
    public TableNode? Stalest(long nowMs, Func<TableNode, bool> mayCheck)
    {
        TableNode? stalest = null;
        foreach (List<TableNode>? bucket in _buckets)
        {
            foreach (TableNode node in bucket ?? [])
            {
                bool stale = nowMs - node.SeenMs >= Limits.Discovery.StaleMs || node.Failures > 0;
                bool older = stalest is null || node.SeenMs < stalest.SeenMs;
                stalest = stale && older && mayCheck(node) ? node : stalest;
            }
        }
        return stalest;
    }

    /// <summary>Distances, nearest last, up to the last one with nodes: what a refresh looks into.</summary>
    public int DeepestBucket()
    {
        for (int index = NodeDistance.Buckets - 1; index > 0; index--)
        {
            if (_buckets[index] is { Count: > 0 })
            {
                return index;
            }
        }
        return 0;
    }

    private void Renew(TableNode node, NodeRecord record)
    {
        bool later = record.Sequence > node.Record.Sequence && record.Addresses.Length > 0;
        if (!later)
        {
            return;
        }
        AddressGroup group = record.Addresses[0].Group;
        bool moves = group != node.Group && record.Addresses[0].IsPublic;
        if (moves && _groups.GetValueOrDefault(group) >= Limits.Discovery.MaxPerGroup)
        {
            return;
        }
        Recount(node.Group, -1);
        node.Record = record;
        Recount(node.Group, 1);
    }

    private bool FitsGroups(List<TableNode> bucket, PeerAddress address)
    {
        if (!address.IsPublic)
        {
            return true;
        }
        AddressGroup group = address.Group;
        int inBucket = 0;
        foreach (TableNode node in bucket)
        {
            inBucket += node.Group == group ? 1 : 0;
        }
        return inBucket < Limits.Discovery.MaxPerBucketGroup
            && _groups.GetValueOrDefault(group) < Limits.Discovery.MaxPerGroup;
    }

    private void Wait(int index, NodeRecord record)
    {
        List<NodeRecord> waiting = _waiting[index] ??= [];
        waiting.RemoveAll(other => other.Peer == record.Peer || other.Addresses[0].Group == record.Addresses[0].Group);
        if (waiting.Count >= Limits.Discovery.MaxReplacements)
        {
            waiting.RemoveAt(0);
        }
        waiting.Add(record);
    }

    private int Remove(TableNode node)
    {
        int index = NodeDistance.SharedBits(_place, node.Place);
        _buckets[index]!.Remove(node);
        _nodes.Remove(node.Record.Peer);
        Recount(node.Group, -1);
        return index;
    }

    private void Recount(AddressGroup group, int change)
    {
        int count = _groups.GetValueOrDefault(group) + change;
        if (count == 0)
        {
            _groups.Remove(group);
        }
        else
        {
            _groups[group] = count;
        }
    }
}
