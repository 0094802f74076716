using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;

namespace Aether.Node.Indexing;

/// <summary>Reads pages of the index. Any thread, beside the one that writes.</summary>
/// <remarks>
/// Entries are of final blocks and do not change, so a place among them is enough to go on. Outputs do: an output keeps
/// the height at which it was spent for <see cref="Limits.Indexing.HeldBlocks"/>, so the list as it was after a block
/// can be read as long. <b>Cost</b>: <see cref="Limits.Indexing.MaxVisited"/> entries at most.
/// </remarks>
internal sealed class IndexReader(IKeyValueStore store)
{
    /// <summary>A page of history.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="from">Lowest height to tell of.</param>
    /// <param name="view">What the index has.</param>
    public HistoryPage ReadHistory(HistoryQuery query, ulong from, IndexView view)
    {
        List<HistoryEntry> entries = [];
        byte[] key = new byte[IndexKeys.EntryBytes];
        (ulong height, uint index) = query.After
            ?? (query.IsDescending ? (view.Height, uint.MaxValue) : (from, 0u));
        IndexKeys.WriteEntry(key, query.Address, height, index);
        (ulong Height, uint Index)? at = query.After;
        int visited = 0;
        foreach ((byte[] found, byte[] value) in Walk(
            IndexKeys.Entries, query.Address.Value, key, query.IsDescending, query.Limit + 2))
        {
            (ulong Height, uint Index) place = IndexKeys.ReadPlace(found);
            if (place == query.After)
            {
                continue;
            }
            if (place.Height < from || place.Height >= view.Next)
            {
                break;
            }
            if (entries.Count == query.Limit || visited++ == Limits.Indexing.MaxVisited)
            {
                return new HistoryPage(entries, from, view.Height, at);
            }
            HistoryEntry entry = HistoryEntry.Read(found, value);
            if (query.Roles == AccountRoles.None || (entry.Roles & query.Roles) != 0)
            {
                entries.Add(entry);
            }
            at = place;
        }
        return new HistoryPage(entries, from, view.Height, null);
    }

    /// <summary>A page of the outputs that an owner had after a block.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="height">The block: of the last <see cref="Limits.Indexing.HeldBlocks"/> that the index has.</param>
    /// <param name="after">The last name that was looked at before; null to begin.</param>
    /// <param name="limit">Most outputs.</param>
    /// <param name="first">The first block that the index has.</param>
    public OutputPage ReadOutputs(in Address owner, ulong height, OutPoint? after, int limit, ulong first)
    {
        List<OwnedOutput> outputs = [];
        byte[] key = new byte[IndexKeys.OutputBytes];
        IndexKeys.WriteOutput(key, owner.Value, after ?? default);
        OutPoint? at = after;
        int visited = 0;
        foreach ((byte[] found, byte[] value) in Walk(IndexKeys.Outputs, owner.Value, key, false, limit + 2))
        {
            OutPoint point = IndexKeys.ReadPoint(found);
            if (point == after)
            {
                continue;
            }
            OwnedOutput output = OwnedOutput.Read(point, value);
            bool isWanted = output.IsUnspentAt(height);
            if ((isWanted && outputs.Count == limit) || visited++ == Limits.Indexing.MaxVisited)
            {
                return new OutputPage(outputs, height, first, at);
            }
            if (isWanted)
            {
                outputs.Add(output);
            }
            at = point;
        }
        return new OutputPage(outputs, height, first, null);
    }

    // From a key on; the store is asked for some at a time.
    private IEnumerable<(byte[] Key, byte[] Value)> Walk(
        ColumnFamily family, Hash256 prefix, byte[] from, bool descending, int count)
    {
        byte[]? last = null;
        while (true)
        {
            IReadOnlyList<KeyValuePair<byte[], byte[]>> found =
                store.ScanFrom(family, prefix.Span, last ?? from, descending, count);
            foreach (KeyValuePair<byte[], byte[]> entry in found)
            {
                if (last is null || !last.AsSpan().SequenceEqual(entry.Key))
                {
                    yield return (entry.Key, entry.Value);
                }
            }
            if (found.Count < count)
            {
                yield break;
            }
            last = found[^1].Key;
        }
    }
}
