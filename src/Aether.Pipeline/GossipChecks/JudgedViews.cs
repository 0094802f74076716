using Aether.Core.Types;

namespace Aether.Pipeline.GossipChecks;

/// <summary>
/// What was found valid in each view of an epoch: of each validator and kind one message, and one that contradicts it.
/// </summary>
/// <remarks>
/// Only what verified is noted, so nobody can take the place of another's message. Bounded by the window of views and
/// the number of validators. <b>Threads</b>: one.
/// </remarks>
internal sealed class JudgedViews
{
    private const int MostOfOne = 2;

    private readonly SortedDictionary<ulong, HashSet<(byte Kind, ushort Signer, Hash256 Value)>> _views = [];

    /// <summary>True when a message of the signer adds nothing: it is known, or two others are.</summary>
    public bool IsEnough(ulong view, byte kind, ushort signer, Hash256 value)
    {
        if (!_views.TryGetValue(view, out HashSet<(byte Kind, ushort Signer, Hash256 Value)>? known))
        {
            return false;
        }
        if (known.Contains((kind, signer, value)))
        {
            return true;
        }
        int count = 0;
        foreach ((byte Kind, ushort Signer, Hash256 Value) entry in known)
        {
            count += entry.Kind == kind && entry.Signer == signer ? 1 : 0;
        }
        return count >= MostOfOne;
    }

    /// <summary>Notes a message that verified.</summary>
    public void Add(ulong view, byte kind, ushort signer, Hash256 value)
    {
        if (!_views.TryGetValue(view, out HashSet<(byte Kind, ushort Signer, Hash256 Value)>? known))
        {
            _views.Add(view, known = []);
        }
        known.Add((kind, signer, value));
    }

    /// <summary>Forgets views below this one.</summary>
    public void Prune(ulong view)
    {
        while (_views.Count > 0 && First() is ulong first && first < view)
        {
            _views.Remove(first);
        }
    }

    private ulong First()
    {
        using SortedDictionary<ulong, HashSet<(byte Kind, ushort Signer, Hash256 Value)>>.Enumerator views =
            _views.GetEnumerator();
        return views.MoveNext() ? views.Current.Key : ulong.MaxValue;
    }
}
