using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Sf;
using Google.Protobuf.WellKnownTypes;

namespace Aether.Node.Firehose;

/// <summary>Streams of `sf.firehose.v2`.</summary>
internal sealed class SfStreamWriter(FirehoseChain chain) : IStreamWriter
{
    private (FeedBlock Block, int Count, Any Message)? _last;

    /// <summary>What clients of that interface want to know of any block.</summary>
    public static BlockMetadata Metadata(FeedBlock block, ulong finalHeight) => new()
    {
        Num = block.Height,
        Id = block.Hash.ToString(),
        ParentNum = block.Height - Math.Min(block.Height, 1),
        ParentId = block.Height == 0 ? "" : block.Header.ParentHash.ToString(),
        LibNum = finalHeight,
        Time = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMilliseconds(
            Math.Min(block.Header.TimestampMs, MaxTimestampMs))),
    };

    // The last millisecond of the year 9999, which the message cannot go beyond.
    private const ulong MaxTimestampMs = 253_402_300_799_999;

    /// <inheritdoc/>
    public void Begin(GrpcCall call, FeedReader reader)
    {
    }

    /// <inheritdoc/>
    public void Event(GrpcCall call, FeedEvent item, int[]? indexes)
    {
        if (_last is not { } last || !ReferenceEquals(last.Block, item.Block) || last.Count != (indexes?.Length ?? -1))
        {
            last = (item.Block, indexes?.Length ?? -1, Any.Pack(BlockMapper.Map(item.Block, indexes)));
            _last = last;
        }
        call.Write(ResponseOf(item, last.Message));
    }

    /// <inheritdoc/>
    public void Marker(GrpcCall call, FeedReader reader, FeedEvent last) =>
        call.Write(ResponseOf(last, Any.Pack(BlockMapper.MapHeader(last.Block))));

    /// <inheritdoc/>
    public bool Heartbeat(GrpcCall call, FeedReader reader) => false;

    private Response ResponseOf(FeedEvent item, Any block) => new()
    {
        Block = block,
        Step = (ForkStep)item.Step,
        Cursor = chain.Format(item.Cursor),
        Metadata = Metadata(item.Block, item.Cursor.NextFinal - Math.Min(item.Cursor.NextFinal, 1)),
    };
}
