using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Streams;
using BlocksRequest = Aether.Node.Firehose.Protos.Streams.BlocksRequest;

namespace Aether.Node.Firehose;

/// <summary>`aether.firehose.v1`.</summary>
internal sealed class AetherService(FirehoseChain chain, StreamSlots slots, FirehoseCounters counters)
{
    private static readonly string[] s_features = ["undo", "final", "filter", "heartbeat", "gzip"];

    private readonly BlockFinder _finder = new(chain);

    /// <summary>Its methods.</summary>
    public void AddTo(GrpcMethods methods) => methods
        .Add("aether.firehose.v1.Stream", "Blocks", StreamAsync)
        .Add("aether.firehose.v1.Fetch", "Block", FetchAsync)
        .Add("aether.firehose.v1.Info", "Get", InfoAsync);

    private async Task StreamAsync(GrpcCall call)
    {
        BlocksRequest request = await call.ReadOneAsync(BlocksRequest.Parser).ConfigureAwait(false);
        BlockFilter? filter = BlockFilter.Of(request.Filter);
        FeedStart start = request.Cursor.Length > 0 ? FeedStart.After(request.Cursor)
            : request.FromHead ? FeedStart.Head
            : FeedStart.At(request.Start);
        using StreamSlot slot = slots.Take(call);
        ulong last = request.Stop == 0 ? ulong.MaxValue : request.Stop;
        if (!chain.Feed.TryOpen(start, request.FinalOnly, out FeedReader? reader, out FeedRefusal? refusal, last))
        {
            throw Refusals.Of(chain, refusal);
        }
        AetherStreamWriter writer = new(chain, counters, request.Detail);
        await new BlockStream(chain, counters).RunAsync(call, reader, filter, writer).ConfigureAwait(false);
    }

    private async Task FetchAsync(GrpcCall call)
    {
        BlockRequest request = await call.ReadOneAsync(BlockRequest.Parser).ConfigureAwait(false);
        (FeedBlock block, bool final) = request.ReferenceCase switch
        {
            BlockRequest.ReferenceOneofCase.Height => _finder.ByHeight(request.Height),
            BlockRequest.ReferenceOneofCase.Hash when request.Hash.Length == Hash256.Bytes =>
                _finder.ByHash(new Hash256(request.Hash.Span)),
            BlockRequest.ReferenceOneofCase.Cursor => _finder.ByCursor(request.Cursor),
            _ => throw new GrpcException(GrpcCode.InvalidArgument, "name a height, a hash of 32 bytes or a cursor"),
        };
        await call.AnswerAsync(new BlockResponse
        {
            Block = request.Detail == Detail.Header ? BlockMapper.MapHeader(block) : BlockMapper.Map(block, null),
            Final = final,
        }).ConfigureAwait(false);
    }

    private async Task InfoAsync(GrpcCall call)
    {
        await call.ReadOneAsync(InfoRequest.Parser).ConfigureAwait(false);
        FeedView view = chain.Feed.View;
        InfoResponse info = new()
        {
            ChainId = chain.Genesis.ChainId,
            GenesisHash = BlockMapper.Bytes(chain.Genesis.Hash),
            OldestBlock = chain.Feed.OldestBlock,
            Head = BlockMapper.Ref(view.Head),
            LastFinal = BlockMapper.Ref(view.Final),
            MaxStreams = Limits.Firehose.MaxStreams,
            MaxStreamsPerConnection = Limits.Firehose.MaxStreamsPerConnection,
        };
        info.Features.AddRange(s_features);
        await call.AnswerAsync(info).ConfigureAwait(false);
    }
}
