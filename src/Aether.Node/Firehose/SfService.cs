using Aether.Core.Types;
using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Sf;
using Aether.Node.Firehose.Protos.Streams;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using InfoRequest = Aether.Node.Firehose.Protos.Sf.InfoRequest;
using InfoResponse = Aether.Node.Firehose.Protos.Sf.InfoResponse;

namespace Aether.Node.Firehose;

/// <summary>`sf.firehose.v2`: the events of `aether.firehose.v1` in shapes that existing clients know.</summary>
internal sealed class SfService(FirehoseChain chain, StreamSlots slots, FirehoseCounters counters)
{
    private readonly BlockFinder _finder = new(chain);

    /// <summary>Its methods.</summary>
    public void AddTo(GrpcMethods methods) => methods
        .Add("sf.firehose.v2.Stream", "Blocks", StreamAsync)
        .Add("sf.firehose.v2.Fetch", "Block", FetchAsync)
        .Add("sf.firehose.v2.EndpointInfo", "Info", InfoAsync);

    private async Task StreamAsync(GrpcCall call)
    {
        Request request = await call.ReadOneAsync(Request.Parser).ConfigureAwait(false);
        BlockFilter? filter = FilterOf(request.Transforms);
        FeedStart start = request.Cursor.Length > 0
            ? FeedStart.After(request.Cursor)
            : FeedStart.At(request.StartBlockNum);
        ulong last = request.StopBlockNum == 0 ? ulong.MaxValue : request.StopBlockNum;
        using StreamSlot slot = slots.Take(call);
        if (!chain.Feed.TryOpen(start, request.FinalBlocksOnly, out FeedReader? reader, out FeedRefusal? refusal, last))
        {
            throw Refusals.Of(chain, refusal);
        }
        await new BlockStream(chain, counters)
            .RunAsync(call, reader, filter, new SfStreamWriter(chain)).ConfigureAwait(false);
    }

    private async Task FetchAsync(GrpcCall call)
    {
        SingleBlockRequest request = await call.ReadOneAsync(SingleBlockRequest.Parser).ConfigureAwait(false);
        (FeedBlock block, bool _) = request.ReferenceCase switch
        {
            SingleBlockRequest.ReferenceOneofCase.BlockNumber => _finder.ByHeight(request.BlockNumber.Num),
            SingleBlockRequest.ReferenceOneofCase.BlockHashAndNumber => ByHash(request.BlockHashAndNumber),
            SingleBlockRequest.ReferenceOneofCase.Cursor => _finder.ByCursor(request.Cursor.Cursor_),
            _ => throw new GrpcException(GrpcCode.InvalidArgument, "name a number, a number with a hash, or a cursor"),
        };
        int[]? indexes = FilterOf(request.Transforms)?.Select(block);
        await call.AnswerAsync(new SingleBlockResponse
        {
            Block = Any.Pack(BlockMapper.Map(block, indexes)),
            Metadata = SfStreamWriter.Metadata(block, Math.Min(block.Height, chain.Feed.View.Final.Height)),
        }).ConfigureAwait(false);
    }

    private (FeedBlock Block, bool Final) ByHash(SingleBlockRequest.Types.BlockHashAndNumber reference)
    {
        if (!Hash256.TryParse(reference.Hash, out Hash256 hash))
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "a block's hash is 64 hexadecimal digits");
        }
        (FeedBlock Block, bool Final) found = _finder.ByHash(hash);
        return found.Block.Height == reference.Num
            ? found
            : throw new GrpcException(GrpcCode.NotFound, $"block {hash} is of height {found.Block.Height}");
    }

    private async Task InfoAsync(GrpcCall call)
    {
        await call.ReadOneAsync(InfoRequest.Parser).ConfigureAwait(false);
        ulong oldest = chain.Feed.OldestBlock;
        InfoResponse info = new()
        {
            ChainName = chain.Genesis.ChainId,
            FirstStreamableBlockNum = oldest,
            FirstStreamableBlockId = chain.Feed.HashAt(chain.Feed.View, oldest)?.ToString() ?? "",
            BlockIdEncoding = InfoResponse.Types.BlockIdEncoding._0XHex,
        };
        info.BlockFeatures.Add("base");
        await call.AnswerAsync(info).ConfigureAwait(false);
    }

    private static BlockFilter? FilterOf(RepeatedField<Any> transforms)
    {
        if (transforms.Count == 0)
        {
            return null;
        }
        try
        {
            return transforms.Count == 1 && transforms[0].TryUnpack(out Filter filter)
                ? BlockFilter.Of(filter)
                : throw new GrpcException(
                    GrpcCode.InvalidArgument, "the one transform there is here is one aether.firehose.v1.Filter");
        }
        catch (InvalidProtocolBufferException)
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "the transform does not decode");
        }
    }
}
