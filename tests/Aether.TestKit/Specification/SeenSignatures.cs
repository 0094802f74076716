using Aether.Core.Types;

namespace Aether.TestKit.Specification;

/// <summary>R6: who was seen to sign what, and whether that is enough stake. Each validator counts once.</summary>
public sealed class SeenSignatures(IReadOnlyList<ulong> stakes)
{
    private readonly Dictionary<(VoteKind Kind, ulong View, Hash256 Hash), HashSet<int>> _votes = [];
    private readonly Dictionary<(ulong View, ulong HighView), HashSet<int>> _timeouts = [];
    private readonly Dictionary<ulong, HashSet<Hash256>> _certified = [];

    /// <summary>A vote was seen, alone or in a certificate.</summary>
    public void AddVote(VoteKind kind, ulong view, Hash256 hash, int voter)
    {
        HashSet<int> voters = SetOf(_votes, (kind, view, hash));
        if (voters.Add(voter) && kind == VoteKind.Prevote && IsQuorum(voters))
        {
            SetOf(_certified, view).Add(hash);
        }
    }

    /// <summary>A timeout was seen, alone or in a certificate.</summary>
    public void AddTimeout(ulong view, ulong highView, int voter) => SetOf(_timeouts, (view, highView)).Add(voter);

    /// <summary>True when this vote was seen.</summary>
    public bool HasVote(VoteKind kind, ulong view, Hash256 hash, int voter) =>
        _votes.TryGetValue((kind, view, hash), out HashSet<int>? voters) && voters.Contains(voter);

    /// <summary>True when this timeout was seen.</summary>
    public bool HasTimeout(ulong view, ulong highView, int voter) =>
        _timeouts.TryGetValue((view, highView), out HashSet<int>? voters) && voters.Contains(voter);

    /// <summary>True when more than two thirds of the stake voted for the block.</summary>
    public bool IsQuorum(VoteKind kind, ulong view, Hash256 hash) =>
        _votes.TryGetValue((kind, view, hash), out HashSet<int>? voters) && IsQuorum(voters);

    /// <summary>True when a block of the view has a quorum of prevotes.</summary>
    public bool HasCertified(ulong view) => _certified.ContainsKey(view);

    /// <summary>True when a quorum gave up the view, whatever certificates they reported.</summary>
    public bool HasTimedOut(ulong view)
    {
        HashSet<int> all = [];
        foreach (KeyValuePair<(ulong View, ulong HighView), HashSet<int>> entry in _timeouts)
        {
            if (entry.Key.View == view)
            {
                all.UnionWith(entry.Value);
            }
        }
        return IsQuorum(all);
    }

    /// <summary>Forgets everything of lower views.</summary>
    public void ForgetBelow(ulong view)
    {
        Drop(_votes, key => key.View < view);
        Drop(_timeouts, key => key.View < view);
        Drop(_certified, key => key < view);
    }

    /// <summary>True for strictly more than two thirds, counted in stake, each signer once.</summary>
    public bool IsQuorum(IEnumerable<int> signers)
    {
        HashSet<int> distinct = signers as HashSet<int> ?? [.. signers];
        UInt128 total = 0;
        UInt128 signed = 0;
        for (int index = 0; index < stakes.Count; index++)
        {
            total += stakes[index];
            signed += distinct.Contains(index) ? stakes[index] : 0;
        }
        return signed * 3 > total * 2;
    }

    private static void Drop<TKey, TValue>(Dictionary<TKey, TValue> entries, Predicate<TKey> isOld)
        where TKey : notnull
    {
        foreach (TKey key in entries.Keys.Where(key => isOld(key)).ToArray())
        {
            entries.Remove(key);
        }
    }

    private static HashSet<TItem> SetOf<TKey, TItem>(Dictionary<TKey, HashSet<TItem>> sets, TKey key)
        where TKey : notnull
    {
        if (!sets.TryGetValue(key, out HashSet<TItem>? set))
        {
            sets.Add(key, set = []);
        }
        return set;
    }
}
