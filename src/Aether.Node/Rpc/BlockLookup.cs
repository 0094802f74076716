using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Rpc;

/// <summary>Finds blocks and states by tag. States are those of the final, the safe and the latest block.</summary>
internal sealed class BlockLookup(NodeView node)
{
    // A commit takes the place of the state under a reader at most once a slot; a read is far shorter than that.
    private const int MaxStateRetries = 1_000;

    /// <summary>The block of a tag; null for a hash nobody knows.</summary>
    /// <exception cref="RpcException">The height lies ahead of the head.</exception>
    public FoundBlock? Find(BlockTag tag) => tag.Kind switch
    {
        BlockTagKind.Latest => OfHead(node.Pipeline.Heads.Latest),
        BlockTagKind.Safe => OfHead(node.Pipeline.Heads.Safe),
        BlockTagKind.Finalized => OfHead(node.Pipeline.Heads.Finalized),
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
            _ => null,
        };
    }

    /// <summary>Reads the state after the block of a tag; reads again when a commit moved it meanwhile.</summary>
    /// <exception cref="RpcException">The block is unknown or its state is not kept.</exception>
    public TResult ReadState<TResult>(BlockTag tag, Func<FoundBlock, BlockState, TResult> read)
    {
        SpinWait wait = default;
        while (true)
        {
            FoundBlock found = Find(tag) ?? throw new RpcException(
                RpcErrorCode.NotYetAvailable, "no such block is known", ("latest", LatestHeight));
            BlockState state = found.State ?? throw new RpcException(
                RpcErrorCode.Pruned,
                $"the state after block {found.Header.Height} is not kept; ask for latest, safe or finalized",
                ("oldest", FinalizedHeight));
            try
            {
                return read(found, state);
            }
            catch (StateMovedException) when (wait.Count < MaxStateRetries)
            {
                // The commit that moved the state publishes the newer one a moment later.
                wait.SpinOnce();
            }
        }
    }

    /// <summary>The transactions of a stored block.</summary>
    public static Transaction[] Transactions(Proposal block) =>
        Ace.TryDecode(block.Payload, out BlockPayload payload, out DecodeError error)
            ? payload.Transactions
            : throw new StateCorruptException($"the payload of block {block.Header.Height} does not decode: {error}");

    /// <summary>True when the block is on the final chain.</summary>
    public bool IsFinal(Header header) =>
        header.Height <= FinalizedHeight
        && node.Store.TryGetFinalProposal(header.Height, out Proposal? final) && final.Hash == header.Hash;

    private ulong FinalizedHeight => node.Store.FinalizedHeader.Height;

    private ulong LatestHeight => node.Pipeline.Heads.Latest.Header.Height;

    private FoundBlock OfHead(HeadView head) => new(head.Header, head.State, IsFinal(head.Header));

    private FoundBlock? FindByHeight(ulong height)
    {
        ChainHeads heads = node.Pipeline.Heads;
        foreach (HeadView head in (ReadOnlySpan<HeadView>)[heads.Finalized, heads.Safe, heads.Latest])
        {
            if (head.Header.Height == height)
            {
                return OfHead(head);
            }
        }
        return node.Store.TryGetFinalProposal(height, out Proposal? block)
            ? new FoundBlock(block.Header, null, true)
            : throw new RpcException(
                RpcErrorCode.NotYetAvailable, $"block {height} does not exist yet", ("latest", LatestHeight));
    }

    private FoundBlock? FindByHash(Hash256 hash)
    {
        ChainHeads heads = node.Pipeline.Heads;
        foreach (HeadView head in (ReadOnlySpan<HeadView>)[heads.Finalized, heads.Safe, heads.Latest])
        {
            if (head.Header.Hash == hash)
            {
                return OfHead(head);
            }
        }
        return node.Store.TryGetProposal(hash, out Proposal? block)
            ? new FoundBlock(block.Header, null, IsFinal(block.Header))
            : null;
    }
}
