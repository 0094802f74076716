using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Da.Shreds;

/// <summary>The sets of one proposer in one view, and the payloads they chain up to.</summary>
/// <remarks>
/// <para>An honest leader has one set for each place. Of one that signed two, both are kept, and the header that gets
/// certified says by its payload root which chain counts.</para>
/// <para><b>Threads</b>: one at a time. <b>Cost</b>: no allocation for a shred once the pool is warm.</para>
/// </remarks>
public sealed class BlockAssembler : IShredStore
{
    private readonly Hash256 _genesis;
    private readonly FecSetPool _pool;
    private readonly FecSet?[] _sets;
    private readonly byte[] _row;
    private readonly ShredLayout _layout;
    private int _endSet;

    internal BlockAssembler(in Hash256 genesis, FecSetPool pool, in ShredSource source)
    {
        _genesis = genesis;
        _pool = pool;
        Source = source;
        bool isKnown = ShredLayout.TryGet((byte)source.Profile, out _layout);
        Check.That(isKnown);
        _sets = new FecSet?[_layout.MaxSets * Limits.Shred.MaxVariants];
        _row = new byte[FecSet.RowBytes(_layout)];
    }

    /// <summary>Whose block it is.</summary>
    public ShredSource Source { get; }

    /// <summary>When the first shred arrived; -1 before.</summary>
    public long FirstSeenMs { get; private set; } = -1;

    /// <summary>When the last shred arrived that was new; -1 before the first.</summary>
    public long LastSeenMs { get; private set; } = -1;

    /// <summary>Proof that the leader signed two sets for one place.</summary>
    public FecSetEquivocation? Equivocation { get; private set; }

    /// <summary>Where things lie in shreds.</summary>
    public ShredLayout Layout => _layout;

    /// <summary>One more than the highest set of which a shred arrived.</summary>
    public int EndSet => _endSet;

    /// <summary>Sets from the first on that are complete and chained, by the first variant of each.</summary>
    public int ReadySets
    {
        get
        {
            int count = 0;
            while (count < _endSet && At(count, 0) is { State: FecSetState.Complete } set
                && (count == 0 || set.Header.PreviousRoot == At(count - 1, 0)!.Header.Root))
            {
                count++;
                if (set.Header.IsLast)
                    break;
            }

            return count;
        }
    }

    /// <summary>Shards that arrived of the first variant of a set, and its state.</summary>
    public ulong SeenOf(int set, out FecSetState state)
    {
        FecSet? first = (uint)set < (uint)_layout.MaxSets ? At(set, 0) : null;
        state = first?.State ?? FecSetState.Open;
        return first?.Seen ?? 0;
    }

    /// <summary>When the first shred of a set arrived; -1 before.</summary>
    public long FirstSeenOf(int set) => Lookup(set, 0)?.FirstSeenMs ?? -1;

    /// <summary>Signed header of a variant of a set; false when none arrived.</summary>
    public bool TryGetHeader(int set, int variant, out FecSetHeader header)
    {
        FecSet? found = Lookup(set, variant);
        header = found?.Header ?? default;
        return found is not null;
    }

    /// <summary>Copies the payload of a ready set, for execution while the rest is on its way.</summary>
    /// <returns>Its bytes.</returns>
    public int CopyReady(int set, Span<byte> destination)
    {
        Check.That(set < ReadySets);
        return At(set, 0)!.CopyPayload(destination);
    }

    /// <inheritdoc/>
    public bool TryWriteShred(int set, int variant, int shard, Span<byte> destination, out int bytes)
    {
        bytes = 0;
        if ((uint)shard >= (uint)_layout.Code.TotalShards
            || Lookup(set, variant) is not { State: FecSetState.Complete } found)
            return false;
        bytes = found.WriteShred(shard, destination);
        return true;
    }

    /// <summary>Finds the chain of complete sets that a header's payload root commits to.</summary>
    /// <param name="payloadRoot">What the header says.</param>
    /// <param name="variants">Which variant of each set; room for <see cref="ShredLayout.MaxSets"/>.</param>
    /// <param name="count">Sets of the chain.</param>
    public bool TryFindChain(in Hash256 payloadRoot, Span<byte> variants, out int count)
    {
        Span<Hash256> leaves = new Hash256[_endSet];
        Span<byte> reachable = new byte[_endSet];
        for (int set = 0; set < _endSet; set++)
        {
            for (int variant = 0; variant < Limits.Shred.MaxVariants; variant++)
            {
                if (At(set, variant) is not { State: FecSetState.Complete } found || !IsReached(set, found, reachable))
                    continue;
                reachable[set] |= (byte)(1 << variant);
                if (!found.Header.IsLast)
                    continue;
                Trace(set, variant, reachable, variants, leaves);
                count = set + 1;
                if (ShredCommitment.RootInPlace(leaves[..count]) == payloadRoot)
                    return true;
            }

            if (reachable[set] == 0)
                break;
        }

        count = 0;
        return false;
    }

    /// <summary>Copies the payload that a header's payload root commits to.</summary>
    /// <param name="payloadRoot">What the header says.</param>
    /// <param name="payload">The bytes; empty on failure.</param>
    /// <returns>False while sets of it are missing, and for a root that nothing here leads to.</returns>
    public bool TryReadPayload(in Hash256 payloadRoot, out byte[] payload)
    {
        payload = [];
        Span<byte> variants = new byte[_layout.MaxSets];
        if (!TryFindChain(payloadRoot, variants, out int count))
            return false;
        FecSetHeader last = At(count - 1, variants[count - 1])!.Header;
        payload = new byte[((count - 1) * _layout.SetCapacity) + (int)last.SetBytes];
        int end = 0;
        for (int set = 0; set < count; set++)
            end += At(set, variants[set])!.CopyPayload(payload.AsSpan(end));
        Check.That(end == payload.Length);
        return true;
    }

    /// <summary>Verifies a shred and keeps it.</summary>
    internal ShredOutcome Accept(ShredView shred, SignatureBudget budget, int sender, long nowMs)
    {
        ShredOutcome outcome = AcceptOf(shred, budget, sender, nowMs);
        if (outcome <= ShredOutcome.Equivocation)
            LastSeenMs = nowMs;
        return outcome;
    }

    /// <summary>Gives all sets back.</summary>
    internal void Release()
    {
        foreach (FecSet? set in _sets)
        {
            if (set is not null)
                _pool.Return(set);
        }

        Array.Clear(_sets);
        _endSet = 0;
    }

    private ShredOutcome AcceptOf(ShredView shred, SignatureBudget budget, int sender, long nowMs)
    {
        if (shred.Epoch != Source.Epoch || shred.Profile != Source.Profile)
            return ShredOutcome.WrongBlock;
        int set = shred.SetIndex;
        int known = 0;
        for (; known < Limits.Shred.MaxVariants && At(set, known) is { } found; known++)
        {
            if (found.Shares(shred))
                return found.Add(shred);
        }

        if (known == Limits.Shred.MaxVariants)
            return ShredOutcome.TooManyVariants;
        ShredOutcome outcome = Verify(shred, budget, sender, out FecSetHeader header);
        if (outcome != ShredOutcome.Stored)
            return outcome;

        // A second signature of the same words convicts nobody.
        return known == 1 && At(set, 0) is { } first && first.Header == header
            ? first.Add(shred)
            : Create(shred, header, known, nowMs);
    }

    private ShredOutcome Verify(ShredView shred, SignatureBudget budget, int sender, out FecSetHeader header)
    {
        header = default;
        if (!budget.Allows(sender))
            return ShredOutcome.Muted;
        Span<byte> row = _row.AsSpan(0, ShredLayout.LeafPrefixBytes + shred.Data.Length);
        shred.Data.CopyTo(row[ShredLayout.LeafPrefixBytes..]);
        Hash256 leaf = FecSetTree.HashLeaf(row, shred.Shard);
        int total = _layout.Code.TotalShards;
        if (!FecSetTree.TryRoot(leaf, total, shred.Shard, shred.Proof, out Hash256 root))
            return ShredOutcome.BadProof;
        header = shred.HeaderWith(root);
        if (FecSetEquivocation.VerifySignature(_genesis, Source.Key, header, shred.Signature))
            return ShredOutcome.Stored;
        budget.Charge(sender);
        return ShredOutcome.BadSignature;
    }

    private ShredOutcome Create(ShredView shred, in FecSetHeader header, int variant, long nowMs)
    {
        if (!_pool.TryRent(_layout, out FecSet created))
            return ShredOutcome.Full;
        created.Reset(header, shred, nowMs);
        int set = shred.SetIndex;
        _sets[(set * Limits.Shred.MaxVariants) + variant] = created;
        _endSet = Math.Max(_endSet, set + 1);
        if (FirstSeenMs < 0)
            FirstSeenMs = nowMs;
        ShredOutcome outcome = created.Add(shred);
        if (variant == 0)
            return outcome;
        FecSet first = At(set, 0)!;
        Equivocation ??= new FecSetEquivocation(
            first.Header, new Signature64(first.Signature), header, new Signature64(shred.Signature));
        return ShredOutcome.Equivocation;
    }

    private bool IsReached(int set, FecSet found, ReadOnlySpan<byte> reachable)
    {
        if (set == 0)
            return true;
        for (int variant = 0; variant < Limits.Shred.MaxVariants; variant++)
        {
            if (IsLink(set, variant, found, reachable))
                return true;
        }

        return false;
    }

    private bool IsLink(int set, int variant, FecSet found, ReadOnlySpan<byte> reachable) =>
        (reachable[set - 1] >> variant & 1) != 0
        && At(set - 1, variant)!.Header is { IsLast: false } before && before.Root == found.Header.PreviousRoot;

    // Backwards from a last set: every reachable one has a reachable one before it.
    private void Trace(
        int set, int variant, ReadOnlySpan<byte> reachable, Span<byte> variants, Span<Hash256> leaves)
    {
        while (true)
        {
            FecSet found = At(set, variant)!;
            variants[set] = (byte)variant;
            leaves[set] = ShredCommitment.Leaf(found.Header);
            if (set == 0)
                return;
            variant = IsLink(set, 0, found, reachable) ? 0 : 1;
            set--;
        }
    }

    private FecSet? Lookup(int set, int variant) =>
        (uint)set < (uint)_layout.MaxSets && (uint)variant < Limits.Shred.MaxVariants ? At(set, variant) : null;

    private FecSet? At(int set, int variant) => _sets[(set * Limits.Shred.MaxVariants) + variant];
}
