using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Da.Shreds;

namespace Aether.Da.Sampling;

/// <summary>Asks for random shreds of a block without fetching it: whoever hides more than the parity of a set is
/// likely found out.</summary>
/// <remarks>
/// <para>The asker knows the headers of all sets, which the certified payload root commits to, and the leader's key.
/// It draws places from a seed of its own, so that nobody can prepare for them; a shred that is missing or does not
/// verify is a failed sample.</para>
/// <para>With a share f of all shreds withheld at random, s samples all succeed with probability (1 - f)^s.</para>
/// <para><b>Threads</b>: one at a time. <b>Errors</b>: bytes never throw.</para>
/// </remarks>
public sealed class SamplingQuery
{
    private readonly FecSetHeader[] _sets;
    private readonly (ushort Set, byte Shard)[] _places;
    private readonly bool[] _isAnswered;
    private readonly byte[] _row;

    private SamplingQuery(FecSetHeader[] sets, (ushort Set, byte Shard)[] places)
    {
        _sets = sets;
        _places = places;
        _isAnswered = new bool[places.Length];
        _row = new byte[Limits.Shred.MaxBytes];
    }

    /// <summary>The places to ask for.</summary>
    public ReadOnlySpan<(ushort Set, byte Shard)> Places => _places;

    /// <summary>Samples that verified.</summary>
    public int Answered { get; private set; }

    /// <summary>True when every sample verified.</summary>
    public bool IsAvailable => Answered == _places.Length;

    /// <summary>Draws a query.</summary>
    /// <param name="payloadRoot">What the certified header commits to.</param>
    /// <param name="sets">Headers of all sets, from anyone.</param>
    /// <param name="samples">How many shreds to ask for; fewer when the block has fewer.</param>
    /// <param name="random">Seeded by the asker.</param>
    /// <param name="query">The query; null on failure.</param>
    /// <returns>False when the headers are not those of the payload.</returns>
    public static bool TryCreate(
        in Hash256 payloadRoot, ReadOnlySpan<FecSetHeader> sets, int samples, Random random, out SamplingQuery? query)
    {
        ArgumentNullException.ThrowIfNull(random);
        Check.That(samples is > 0 and <= Limits.Shred.MaxSamples);
        query = null;
        if (!IsBlock(sets) || ShredCommitment.Root(sets) != payloadRoot)
            return false;
        int shards = sets[0].Layout.Code.TotalShards;
        int all = sets.Length * shards;
        HashSet<int> chosen = [];
        while (chosen.Count < Math.Min(samples, all))
            chosen.Add(random.Next(all));
        query = new SamplingQuery(
            sets.ToArray(), [.. chosen.Select(place => ((ushort)(place / shards), (byte)(place % shards)))]);
        return true;
    }

    /// <summary>Takes an answer to one place.</summary>
    /// <param name="sample">Which of <see cref="Places"/>.</param>
    /// <param name="bytes">The shred.</param>
    /// <returns>True when it is the shred of that place; false otherwise, and for a second answer.</returns>
    public bool TryAccept(int sample, ReadOnlySpan<byte> bytes)
    {
        if ((uint)sample >= (uint)_places.Length || _isAnswered[sample]
            || ShredView.TryDecode(bytes, out ShredView shred) != ShredError.None)
            return false;
        (ushort set, byte shard) = _places[sample];
        FecSetHeader header = _sets[set];
        if ((shred.SetIndex, shred.Shard, shred.Profile, shred.IsLastSet, (uint)shred.SetBytes)
            != (set, shard, header.Profile, header.IsLast, header.SetBytes))
            return false;
        Span<byte> row = _row.AsSpan(0, ShredLayout.LeafPrefixBytes + shred.Data.Length);
        shred.Data.CopyTo(row[ShredLayout.LeafPrefixBytes..]);
        Hash256 leaf = FecSetTree.HashLeaf(row, shard);
        int total = header.Layout.Code.TotalShards;
        if (!FecSetTree.TryRoot(leaf, total, shard, shred.Proof, out Hash256 root) || root != header.Root)
            return false;
        _isAnswered[sample] = true;
        Answered++;
        return true;
    }

    private static bool IsBlock(ReadOnlySpan<FecSetHeader> sets)
    {
        if (sets.IsEmpty || !ShredLayout.TryGet((byte)sets[0].Profile, out ShredLayout layout)
            || sets.Length > layout.MaxSets)
            return false;
        for (int index = 0; index < sets.Length; index++)
        {
            FecSetHeader set = sets[index];
            bool isLast = index == sets.Length - 1;
            if (set.Profile != sets[0].Profile || set.SetIndex != index || set.IsLast != isLast
                || layout.Validate(index, isLast, set.SetBytes) != ShredError.None)
                return false;
        }

        return true;
    }
}
