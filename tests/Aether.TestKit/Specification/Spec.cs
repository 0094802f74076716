using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Specification;

/// <summary>
/// One validator in one epoch by the letter of R0-R7 and R9: sets of what it has seen, lists of what it has signed, and
/// each rule as a question to them. Obvious and slow; nothing of it is shared with the core.
/// </summary>
/// <remarks>
/// Certificates do not exist here: a certificate is as many signatures seen at once, and what is certified is whatever
/// enough stake has signed. A question answers null, or the rule that does not hold.
/// </remarks>
public sealed class Spec
{
    private readonly SpecEpoch _epoch;
    private readonly SeenSignatures _seen;
    private readonly Dictionary<Hash256, Header> _headers = [];
    private readonly Dictionary<Hash256, List<Header>> _children = [];
    private readonly List<Statement> _proposed = [];
    private readonly List<Statement> _prevoted = [];
    private readonly List<Statement> _precommitted = [];
    private readonly List<Statement> _timedOut = [];
    private readonly List<ulong> _locks = [];

    /// <summary>A validator that has seen the root of an epoch and signed nothing.</summary>
    public Spec(SpecEpoch epoch)
    {
        _epoch = epoch;
        _seen = new SeenSignatures(epoch.Stakes);
        See(epoch.Root);
        Final = epoch.Root;
    }

    /// <summary>The last final block.</summary>
    public Header Final { get; private set; }

    /// <summary>Signatures seen.</summary>
    public SeenSignatures Seen => _seen;

    /// <summary>Highest view proposed in.</summary>
    public ulong ProposedView => Highest(_proposed);

    /// <summary>Highest view prevoted or timed out: lpv.</summary>
    public ulong PrevotedView => Math.Max(Highest(_prevoted), TimedOutView);

    /// <summary>Highest view precommitted in: lcv.</summary>
    public ulong PrecommittedView => Highest(_precommitted);

    /// <summary>Highest view timed out: htv.</summary>
    public ulong TimedOutView => Highest(_timedOut);

    /// <summary>The least view that hqc may have: that of the highest certificate a signature rests on.</summary>
    public ulong Lock => _locks.Count == 0 ? _epoch.Root.View : Math.Max(_epoch.Root.View, _locks.Max());

    /// <summary>A header was seen.</summary>
    public void See(Header header)
    {
        if (_headers.TryAdd(header.Hash, header))
        {
            if (!_children.TryGetValue(header.ParentHash, out List<Header>? siblings))
            {
                _children.Add(header.ParentHash, siblings = []);
            }
            siblings.Add(header);
        }
    }

    /// <summary>The header of a block seen, or null.</summary>
    public Header? Find(Hash256 hash) => _headers.GetValueOrDefault(hash);

    /// <summary>What a record from before a stop says was signed.</summary>
    public void Recall(SafetyRecord record)
    {
        _proposed.Add(new Statement(record.ProposedView, record.ProposedHash));
        _prevoted.Add(new Statement(record.PrevotedView, record.PrevotedHash));
        _precommitted.Add(new Statement(record.PrecommittedView, record.PrecommittedHash));
        _timedOut.Add(new Statement(record.TimedOutView, Hash256.Zero));
        _locks.Add(record.HighCertificate.View);
    }

    /// <summary>The block was called final by who starts here.</summary>
    public void Start(Header final)
    {
        See(final);
        Final = final;
    }

    /// <summary>R0: a view is entered with a certificate of the view before it.</summary>
    public string? MayBeIn(ulong view) =>
        view == _epoch.Root.View + 1 || _seen.HasCertified(view - 1) || _seen.HasTimedOut(view - 1)
            ? null
            : $"R0: nothing lets anybody into view {view}";

    /// <summary>R1: the rules of a proposal, once a view.</summary>
    public string? Propose(Header header, ulong currentView)
    {
        See(header);
        string? broken =
            header.View != currentView ? $"R1: proposal for view {header.View} in view {currentView}"
            : !IsNew(_proposed, header.View, header.Hash) ? $"R1: second proposal in view {header.View}"
            : WhyNotJustified(header) ?? WhyNotOnParent(header);
        _proposed.Add(new Statement(header.View, header.Hash));
        return broken;
    }

    /// <summary>R3: one prevote a view, for a proposal that R2 allows, and none at or below a timeout.</summary>
    public string? Prevote(ulong view, Hash256 hash, ulong currentView, ulong wallMs)
    {
        if (Find(hash) is not { } header)
        {
            return $"R3: prevote for the block {hash} that was never seen";
        }
        string? broken =
            view != currentView ? $"R3: prevote for view {view} in view {currentView}"
            : header.View != view ? $"R3: prevote in view {view} for a block of view {header.View}"
            : view <= TimedOutView ? $"R3: prevote in view {view} after the timeout of view {TimedOutView}"
            : !IsNew(_prevoted, view, hash) ? $"R3: second prevote in view {view}"
            : header.Epoch != _epoch.Epoch ? $"R9: prevote for a block of epoch {header.Epoch}"
            : header.EpochProof is not null != (header.Justify.IsRoot && _epoch.Epoch > 0)
                ? $"R9: view {view} without the proof of its root, or with one that is not due"
            : header.TimestampMs > wallMs + 500 ? $"R2(v): block of view {view} from the future"
            : WhyNotJustified(header) ?? WhyNotOnParent(header);
        _prevoted.Add(new Statement(view, hash));
        _locks.Add(header.Justify.View);
        return broken;
    }

    /// <summary>R4: a precommit for a certified block, unless a timeout of its view or above was signed.</summary>
    public string? Precommit(ulong view, Hash256 hash)
    {
        string? broken =
            !_seen.IsQuorum(VoteKind.Prevote, view, hash) ? $"R4: precommit in view {view} without a certificate"
            : view <= TimedOutView ? $"R4: precommit in view {view} after the timeout of view {TimedOutView}"
            : !IsNew(_precommitted, view, hash) ? $"R4: second precommit in view {view}"
            : null;
        _precommitted.Add(new Statement(view, hash));
        _locks.Add(view);
        return broken;
    }

    /// <summary>R5: the current view is given up, with a certificate at least as high as the lock.</summary>
    public string? Timeout(ulong view, ulong highView, ulong currentView)
    {
        string? broken =
            view != currentView ? $"R5: timeout of view {view} in view {currentView}"
            : view < PrevotedView ? $"R5: timeout of view {view} after a vote in view {PrevotedView}"
            : highView >= view ? $"R5: timeout of view {view} with a certificate of view {highView}"
            : highView < Lock ? $"R5: timeout of view {view} with certificate {highView} under the lock {Lock}"
            : highView != _epoch.Root.View && !_seen.HasCertified(highView)
                ? $"R5: timeout of view {view} with a certificate of view {highView} that was never seen"
            : null;
        _timedOut.Add(new Statement(view, Hash256.Zero));
        _locks.Add(highView);
        return broken;
    }

    /// <summary>R9: the epoch ends with the first block at or above its end, which is final.</summary>
    public string? Close(Header root, uint nextEpoch)
    {
        See(root);
        return nextEpoch != _epoch.Epoch + 1 ? $"R9: epoch {nextEpoch} follows epoch {_epoch.Epoch}"
            : root.Hash != Final.Hash && !IsFinalBelow(root) ? $"R9: the root in view {root.View} is not final"
            : root.Epoch != _epoch.Epoch || root.View < _epoch.EndView || root.Justify.View >= _epoch.EndView
                ? $"R9: view {root.View} on view {root.Justify.View} does not close epoch {_epoch.Epoch}"
            : null;
    }

    /// <summary>R7: each block is on the last final one, the last below one that is final by itself.</summary>
    public string? Finalize(IReadOnlyList<Header> blocks)
    {
        foreach (Header block in blocks)
        {
            if (block.ParentHash != Final.Hash || block.Height != Final.Height + 1)
            {
                return $"R7: height {block.Height} is final on height {Final.Height}";
            }
            if (block.Justify.View >= _epoch.EndView)
            {
                return $"R9: the helper block of view {block.View} is called final";
            }
            See(block);
            Final = block;
        }
        return IsFinalBelow(Final) ? null : $"R7: the block of view {Final.View} is called final and is not";
    }

    /// <summary>Forgets signatures far below the final head, which no rule asks for any more.</summary>
    public void Forget() => _seen.ForgetBelow(Final.View > 256 ? Final.View - 256 : 0);

    // R7 for the block or for one of its descendants.
    private bool IsFinalBelow(Header block)
    {
        Queue<Header> above = new([block]);
        while (above.TryDequeue(out Header? at))
        {
            if (IsFinalByItself(at))
            {
                return true;
            }
            Children(at).ForEach(above.Enqueue);
        }
        return false;
    }

    private bool IsFinalByItself(Header block) =>
        _seen.IsQuorum(VoteKind.Precommit, block.View, block.Hash)
        || (IsCertified(block) && Children(block).Exists(
            child => child.View == block.View + 1 && IsCertified(child)));

    private bool IsCertified(Header block) => _seen.IsQuorum(VoteKind.Prevote, block.View, block.Hash);

    private List<Header> Children(Header block) => _children.GetValueOrDefault(block.Hash) ?? [];

    // R2(i) and (ii).
    private string? WhyNotJustified(Header header)
    {
        QuorumCertificate justify = header.Justify;
        bool certified = justify.IsRoot
            ? justify.Equals(_epoch.RootCertificate)
            : justify.Kind == VoteKind.Prevote && _seen.IsQuorum(justify.Kind, justify.View, justify.BlockHash);
        if (!certified || justify.BlockHash != header.ParentHash || justify.View >= header.View)
        {
            return $"R2(i): the certificate of view {justify.View} does not certify the parent in view {header.View}";
        }
        if (header.Timeout is not { } timeout)
        {
            return justify.View + 1 == header.View ? null : $"R2(ii): view {header.View} on view {justify.View}";
        }
        bool allowed = timeout.View + 1 == header.View && _seen.HasTimedOut(timeout.View)
            && timeout.Groups.All(group => group.HighView <= justify.View);
        return allowed ? null : $"R2(ii): view {header.View} on view {justify.View} after timeouts of {timeout.View}";
    }

    // R2(v), but for the clock.
    private string? WhyNotOnParent(Header header) =>
        Find(header.ParentHash) is not { } parent ? $"R2(v): the parent of view {header.View} was never seen"
        : header.Justify.View != parent.View ? $"R2(i): certificate {header.Justify.View} for view {parent.View}"
        : header.Height != parent.Height + 1 ? $"R2(v): height {header.Height} on height {parent.Height}"
        : header.TimestampMs < parent.TimestampMs + _epoch.SlotMs ? $"R2(v): view {header.View} is too early"
        : null;

    private static ulong Highest(List<Statement> statements) =>
        statements.Count == 0 ? 0 : statements.Max(statement => statement.View);

    // The same again is allowed; anything else has to be in a higher view than all before.
    private static bool IsNew(List<Statement> statements, ulong view, Hash256 hash) =>
        statements.All(statement => statement.View < view || statement == new Statement(view, hash));

    private sealed record Statement(ulong View, Hash256 Hash);
}
