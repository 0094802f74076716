using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Streams;
using Aether.Node.Firehose.Protos.Types;

namespace Aether.Node.Firehose;

/// <summary>Streams of `aether.firehose.v1`.</summary>
internal sealed class AetherStreamWriter(FirehoseChain chain, FirehoseCounters counters, Detail detail) : IStreamWriter
{
    private (FeedBlock Block, int Count, Block Message)? _last;

    /// <inheritdoc/>
    public void Begin(GrpcCall call, FeedReader reader)
    {
        FeedView view = chain.Feed.View;
        FeedCursor place = reader.Place;
        call.Write(new BlocksResponse
        {
            Session = new SessionInit
            {
                ResolvedStart = place.IsUntouched ? place.First : place.Next,
                Handoff = view.Final.Height,
                Head = BlockMapper.Ref(view.Head),
                LastFinal = BlockMapper.Ref(view.Final),
                TraceId = call.TraceId,
                Cursor = chain.Format(place),
                ChainId = chain.Genesis.ChainId,
                GenesisHash = BlockMapper.Bytes(chain.Genesis.Hash),
                OldestBlock = chain.Feed.OldestBlock,
            },
        });
    }

    /// <inheritdoc/>
    public void Event(GrpcCall call, FeedEvent item, int[]? indexes) => call.Write(new BlocksResponse
    {
        Event = new BlockEvent
        {
            Step = (Step)item.Step,
            Cursor = chain.Format(item.Cursor),
            Block = Map(item.Block, indexes),
            LastFinal = BlockMapper.LastFinal(item.Cursor),
        },
    });

    /// <inheritdoc/>
    public void Marker(GrpcCall call, FeedReader reader, FeedEvent last)
    {
        Heartbeat(call, reader);
        counters.CountHeartbeat(reader.Lag);
    }

    /// <inheritdoc/>
    public bool Heartbeat(GrpcCall call, FeedReader reader)
    {
        FeedView view = chain.Feed.View;
        call.Write(new BlocksResponse
        {
            Heartbeat = new Heartbeat
            {
                Cursor = chain.Format(reader.Place),
                Head = BlockMapper.Ref(view.Head),
                LastFinal = BlockMapper.Ref(view.Final),
                LagBlocks = reader.Lag,
            },
        });
        return true;
    }

    // A block that was told as new is mostly told as final next.
    private Block Map(FeedBlock block, int[]? indexes)
    {
        if (_last is { } last && ReferenceEquals(last.Block, block) && last.Count == (indexes?.Length ?? -1))
        {
            return last.Message;
        }
        Block message = detail == Detail.Header ? BlockMapper.MapHeader(block) : BlockMapper.Map(block, indexes);
        _last = (block, indexes?.Length ?? -1, message);
        return message;
    }
}
