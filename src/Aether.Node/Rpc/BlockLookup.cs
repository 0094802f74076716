using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Rpc;

/// <summary>
/// Finds blocks and states by tag. States are those of the final, the safe and the latest block, and past ones as far
/// as the node keeps them.
/// </summary>
internal sealed class BlockLookup(NodeView node)
{
    // A commit takes the place of the state under a reader at most once a slot; a read is far shorter than that.
    private const int MaxStateRetries = 1_000;

    private readonly Lock _rewinds = new();

    /// <summary>The block of a tag; null for a hash nobody knows.</summary>
    /// <exception cref="RpcException">The height lies ahead of the head.</exception>
    public FoundBlock? Find(BlockTag tag)
    {
        FoundBlock? found = Look(tag);
        if (found is not null)
        {
            RpcScope.Note(found.Header, found.Finalized);
        }
        return found;
    }

    private FoundBlock? Look(BlockTag tag) => tag.Kind switch
    {
        BlockTagKind.Latest => OfHead(node.Pipeline.Heads.Latest),
        BlockTagKind.Safe => OfHead(node.Pipeline.Heads.Safe),
        BlockTagKind.Finalized => OfHead(node.Pipeline.Heads.Finalized),
        BlockTagKind.Earliest => FindByHeight(node.Store.Kept.OldestBlock),
        BlockTagKind.Height => FindByHeight(tag.Height),
        _ => FindByHash(tag.Hash),
    };

    /// <summary>
    /// The newest block at or below a tag whose body is kept: an executed head may not be stored yet.
    /// </summary>
    public (FoundBlock Block, Proposal Body)? FindWithBody(BlockTag tag)
    {
        FoundBlock? found = Find(tag);
        if (found is not null && node.Store.TryGetProposal(found.Header.Hash, out Proposal? body))
        {
            return (found, body);
        }
        return tag.Kind switch
        {
            BlockTagKind.Latest => FindWithBody(tag with { Kind = BlockTagKind.Safe }),
            BlockTagKind.Safe => FindWithBody(tag with { Kind = BlockTagKind.Finalized }),
            _ when found is { Finalized: true } => throw PrunedBlock(found.Header.Height),
            _ => null,
        };
    }

    /// <summary>The error of a block, or a receipt in it, that was pruned.</summary>
    public RpcException PrunedBlock(ulong height) => Pruned("block", height, node.Store.Kept.OldestBlock);

    /// <summary>Reads the state after the block of a tag; reads again when a commit moved it meanwhile.</summary>
    /// <exception cref="RpcException">The block is unknown or its state is not kept.</exception>
    public TResult ReadState<TResult>(BlockTag tag, Func<FoundBlock, IStateReader, TResult> read) =>
        Retry(tag, found =>
        {
            IStateReader? state = found.State;
            return state is not null || node.Store.TryGetStateAt(found.Header.Height, out state)
                ? read(found, state)
                : throw PrunedState(found.Header.Height);
        });

    /// <summary>The same for proofs, which need the tree: one of a past block is made for the call.</summary>
    /// <exception cref="RpcException">Also: too much changed since.</exception>
    public TResult ReadTree<TResult>(BlockTag tag, Func<FoundBlock, BlockState, TResult> read) =>
        Retry(tag, found => found.State is { } state ? read(found, state) : ReadRewound(found, read));

    private TResult ReadRewound<TResult>(FoundBlock found, Func<FoundBlock, BlockState, TResult> read)
    {
        // One at a time: each takes memory and work in proportion to what changed since.
        lock (_rewinds)
        {
            if (!node.Store.TryGetStateAt(found.Header.Height, out IStateReader? _))
            {
                throw PrunedState(found.Header.Height);
            }
            if (!node.Store.TryRewind(
                found.Header.Height, Limits.Rpc.MaxRewoundKeys, out BlockState? state, out StatePin? pin))
            {
                throw new RpcException(
                    RpcErrorCode.LimitExceeded,
                    $"more than {Limits.Rpc.MaxRewoundKeys} values changed since block {found.Header.Height}; its "
                    + "values can be read, and proofs of later blocks can be made",
                    ("limit", (long)Limits.Rpc.MaxRewoundKeys));
            }
            using (pin)
            {
                return read(found, state);
            }
        }
    }

    private TResult Retry<TResult>(BlockTag tag, Func<FoundBlock, TResult> read)
    {
        SpinWait wait = default;
        while (true)
        {
            FoundBlock found = Find(tag) ?? throw new RpcException(
                RpcErrorCode.NotYetAvailable, "no such block is known", ("latest", LatestHeight));
            try
            {
                return read(found);
            }
            catch (StateMovedException) when (wait.Count < MaxStateRetries)
            {
                // The commit that moved the state publishes the newer one a moment later.
                wait.SpinOnce();
            }
        }
    }

    private RpcException PrunedState(ulong height) =>
        Pruned("state", height, Math.Min(node.Store.Kept.OldestState, FinalizedHeight));

    private RpcException Pruned(string what, ulong height, ulong oldest)
    {
        string profile = node.Store.Kept.Retention.Profile.ToString().ToLowerInvariant();
        return new RpcException(
            RpcErrorCode.Pruned,
            $"the {what} of height {height} is not kept here: this node's profile is {profile} and the oldest it has "
            + $"is of height {oldest}; ask from there on, or a node that runs with --pruning archive",
            ("what", what),
            ("oldest", oldest),
            ("profile", profile));
    }

    /// <summary>The transactions of a stored block.</summary>
    public static Transaction[] Transactions(Proposal block) =>
        Ace.TryDecode(block.Payload, out BlockPayload payload, out DecodeError error)
            ? payload.Transactions
            : throw new StateCorruptException($"the payload of block {block.Header.Height} does not decode: {error}");

    /// <summary>True when the block is on the final chain.</summary>
    public bool IsFinal(Header header) =>
        header.Height <= FinalizedHeight
        && node.Store.TryGetFinalHeader(header.Height, out Header? final) && final.Hash == header.Hash;

    private ulong FinalizedHeight => node.Store.FinalizedHeader.Height;

    private ulong LatestHeight => node.Pipeline.Heads.Latest.Header.Height;

    /// <summary>The executed head.</summary>
    public FoundBlock Head => OfHead(node.Pipeline.Heads.Latest);

    /// <summary>The error of a height or slot that lies ahead.</summary>
    /// <param name="what">For people.</param>
    /// <param name="slots">How many slots it may take.</param>
    public RpcException NotYet(string what, ulong slots) => new(
        RpcErrorCode.NotYetAvailable,
        $"{what} does not exist yet",
        ("latest", LatestHeight),
        ("etaMs", Math.Min(slots, 1UL << 32) * node.Genesis.Parameters.SlotMs));

    private FoundBlock OfHead(HeadView head) => new(head.Header, head.State, IsFinal(head.Header));

    private FoundBlock? FindByHeight(ulong height)
    {
        ChainHeads heads = node.Pipeline.Heads;
        if (heads.Finalized.Header.Height == height)
        {
            return OfHead(heads.Finalized);
        }
        for (HeadView? head = heads.Latest; head is not null && head.Header.Height >= height; head = head.Parent)
        {
            if (head.Header.Height == height)
            {
                return OfHead(head);
            }
        }
        if (node.Store.TryGetFinalHeader(height, out Header? header))
        {
            return new FoundBlock(header, null, true);
        }
        // A chain that was begun with a snapshot has nothing below it.
        throw height < node.Store.Kept.OldestBlock
            ? PrunedBlock(height)
            : NotYet($"block {height}", height - Math.Min(height, LatestHeight));
    }

    private FoundBlock? FindByHash(Hash256 hash)
    {
        ChainHeads heads = node.Pipeline.Heads;
        if (heads.Finalized.Header.Hash == hash)
        {
            return OfHead(heads.Finalized);
        }
        for (HeadView? head = heads.Latest; head is not null; head = head.Parent)
        {
            if (head.Header.Hash == hash)
            {
                return OfHead(head);
            }
        }
        return node.Store.TryGetHeader(hash, out Header? header)
            ? new FoundBlock(header, null, IsFinal(header))
            : null;
    }
}
