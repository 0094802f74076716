using Aether.Consensus.Epochs;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>The end of the epoch, and catching up by height.</summary>
public sealed partial class ConsensusCore
{
    // Fewer missing blocks than this are asked for by hash.
    private const ulong LeastRange = 3;

    private readonly FinalityChecker? _previous;
    private readonly RangeRequest _range;
    // The epoch that is known to follow: its root is final, whether we hold it or not.
    private EpochContext? _following;
    private BlockNode? _reached;
    private FinalityProof? _reachedProof;
    // Up to this height the blocks that came by height are joined to the final head.
    private ulong _joinedHeight;

    /// <summary>The epoch this core belongs to.</summary>
    public EpochContext Epoch => _context;

    /// <summary>
    /// The next epoch, once the closing block of this one is final. The core ignores everything then.
    /// </summary>
    internal EpochContext? Next { get; private set; }

    /// <summary>True when the next epoch is known and only its root's chain is missing.</summary>
    internal bool IsFollowing => _following is not null;

    /// <summary>A time at which the owner wants to be called too.</summary>
    internal long OuterDeadlineMs { get; set; } = long.MaxValue;

    private bool IsOver => _halted || Next is not null;

    private ushort OwnPeer => _config.OwnPeer ?? 0;

    /// <summary>Judges proofs of the next epoch's root.</summary>
    internal FinalityChecker CreateFinalityChecker() => new(_context, _checker);

    /// <summary>What the next core takes over.</summary>
    internal CoreResume Resume() => new(CreateFinalityChecker(), _position, _durable, _nextRequestId);

    /// <summary>
    /// Takes it as proved that this epoch follows. The next step fetches what is missing up to its root.
    /// </summary>
    internal void Follow(EpochContext next) => _following ??= next;

    private BlockRole RoleOf(Header header) => _rules.RoleOf(_context, header.View, header.Justify.View);

    // Whoever knows the set of the epoch before must be able to see from the header that its root is final.
    private bool HasValidRootProof(Header header) =>
        header.EpochProof is not { } proof
        || (_previous?.IsFinal(_context.RootHeader, proof)
            ?? Ace.Encode(proof).AsSpan().SequenceEqual(Ace.Encode(_context.RootProof!)));

    // Nobody else executes helper blocks: there is nothing in them.
    private void JudgeHelper(BlockNode node)
    {
        if (_tree.FindHeader(node.Header.ParentHash) is { } parent && HelperBlock.Fits(node.Header, parent))
        {
            node.Execution = ExecutionState.Valid;
            return;
        }
        _tree.Invalidate(node);
        StopIfInvalid(node);
    }

    // Of a certified chain, the blocks that become final: none above the closing block.
    private int CountFinal(List<BlockNode> chain)
    {
        int count = 0;
        while (count < chain.Count && _rules.MayBeFinal(RoleOf(chain[count].Header)))
        {
            count++;
        }
        return count;
    }

    // The closing block is final: the epoch ends here. False when the proof cannot be written down.
    private bool TryClose(FinalizedBlock closing)
    {
        if (closing.Proof is null)
        {
            return false;
        }
        if (!Ace.TryDecode(closing.Block.Payload, out BlockPayload payload, out DecodeError _)
            || payload.Transition is not { } transition || transition.Epoch != _epoch + 1)
        {
            Stop($"closing block {closing.Block.Hash} was executed but names no next epoch");
            return false;
        }
        Close(EpochContext.After(
            _config.Genesis.Parameters, closing.Block.Header, transition, closing.Proof));
        return true;
    }

    private void Close(EpochContext next)
    {
        Next = next;
        _effects.Add(new StartEpoch(next, ++_position));
    }

    // What became final while catching up: a block reached by height, or the root of the next epoch.
    private void FinalizeReached()
    {
        if (_reached is { } reached)
        {
            if (reached.Header.View > _tree.Finalized.View)
            {
                FinalizeTo(reached, _reachedProof!);
            }
            else
            {
                _reached = null;
            }
        }
        if (IsOver || _following is not { } next)
        {
            return;
        }
        if (next.RootHash == _tree.Finalized.Hash)
        {
            Close(next);
        }
        else if (_tree.Find(next.RootHash) is { } root)
        {
            FinalizeTo(root, next.RootProof!);
        }
        else if (!TryRequestRange(next.RootHeader.Height + 1))
        {
            RequestBlock(next.RootHash, OwnPeer);
        }
    }

    // Asks for the blocks below a height by height; false when there are too few to be worth it.
    private bool TryRequestRange(ulong belowHeight)
    {
        ulong first = Math.Max(_tree.Finalized.Height, _joinedHeight) + 1;
        if (belowHeight < first + LeastRange || _config.Peers < 2)
        {
            return false;
        }
        // What is joined waits for its execution first when there is much of it.
        ulong ahead = first - _tree.Finalized.Height;
        if (!_range.IsOpen && ahead + Limits.Consensus.MaxBlocksPerRequest <= Limits.Consensus.MaxPendingBlocks)
        {
            OpenRange(first, belowHeight - first, _requests.Next(_range.Peer));
        }
        return true;
    }

    private void OpenRange(ulong first, ulong count, ushort peer)
    {
        byte bounded = (byte)Math.Min(count, Limits.Consensus.MaxBlocksPerRequest);
        _range.Open(first, bounded, peer, _nowMs);
        _effects.Add(new Send(peer, ConsensusMessage.Of(new BlocksRequest(first, bounded))));
    }

    // The peer did not answer, or too slowly, or with blocks that join nothing: another one is asked, in the last case
    // from the final head on.
    private void RetryRange()
    {
        if (!_range.IsOpen || _nowMs < _range.RetryMs)
        {
            return;
        }
        ulong last = _range.LastHeight;
        _joinedHeight = _range.HasProgress ? _joinedHeight : 0;
        ulong first = Math.Max(_tree.Finalized.Height, _joinedHeight) + 1;
        ushort peer = _requests.Next(_range.Peer);
        _range.Close();
        if (last >= first)
        {
            OpenRange(first, last - first + 1, peer);
        }
    }

    // A block that may have come by height: with its parents back to the final head it can show one of them final.
    private void FollowRange(BlockNode? node)
    {
        if (node is null || !_range.IsOpen || node.Header.Height > _range.LastHeight
            || _tree.ChainTo(node) is not { } chain)
        {
            return;
        }
        _range.Extend(_nowMs);
        _joinedHeight = Math.Max(_joinedHeight, node.Header.Height);
        if (node.Header.Height == _range.LastHeight)
        {
            _range.Close();
        }
        for (int index = chain.Count - 2; index > 0; index--)
        {
            Header child = chain[index].Header;
            if (_rules.IsTwoChain(chain[index - 1].Header, child))
            {
                _reached = chain[index - 1];
                _reachedProof = new FinalityProof([], child.Justify, child, chain[index + 1].Header.Justify);
                return;
            }
        }
    }

    private void OnBlocksRequest(ushort peer, BlocksRequest request)
    {
        if (request.FirstHeight <= _tree.Finalized.Height)
        {
            _effects.Add(new ServeBlocks(peer, request.FirstHeight, request.Count));
        }
    }
}
