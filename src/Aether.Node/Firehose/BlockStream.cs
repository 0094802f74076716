using Aether.Core;
using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;

namespace Aether.Node.Firehose;

/// <summary>One stream of blocks: reads as fast as its client takes, and waits for the chain when it has all.</summary>
internal sealed class BlockStream(FirehoseChain chain, FirehoseCounters counters)
{
    /// <summary>Runs until the last block of interest is final, or the call ends.</summary>
    /// <param name="call">The call; started here.</param>
    /// <param name="reader">Where it reads.</param>
    /// <param name="filter">What it wants; null for everything.</param>
    /// <param name="writer">How it says it.</param>
    /// <exception cref="GrpcException">The stream cannot go on without a gap.</exception>
    public async Task RunAsync(GrpcCall call, FeedReader reader, BlockFilter? filter, IStreamWriter writer)
    {
        await call.StartAsync().ConfigureAwait(false);
        writer.Begin(call, reader);
        await call.FlushAsync().ConfigureAwait(false);
        using PeriodicTimer timer = new(chain.Heartbeat);
        Task<bool> beat = timer.WaitForNextTickAsync(call.Cancellation).AsTask();
        int leftOut = 0;
        while (!reader.IsDone)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            FeedPoll poll = reader.TryNext(out FeedEvent? item, out FeedRefusal? refusal);
            if (poll == FeedPoll.Refused)
            {
                throw Refusals.Of(chain, refusal!);
            }
            if (poll == FeedPoll.Event)
            {
                leftOut = Write(call, reader, filter, writer, item!, leftOut);
            }
            if (beat.IsCompleted)
            {
                if (await beat.ConfigureAwait(false) && writer.Heartbeat(call, reader))
                {
                    leftOut = 0;
                    counters.CountHeartbeat(reader.Lag);
                    await call.FlushAsync().ConfigureAwait(false);
                }
                beat = timer.WaitForNextTickAsync(call.Cancellation).AsTask();
            }
            if (poll == FeedPoll.Waiting && !reader.IsDone)
            {
                await WaitAsync(call, reader, beat).ConfigureAwait(false);
            }
            else if (call.Unflushed >= Limits.Firehose.FlushBytes)
            {
                await call.FlushAsync().ConfigureAwait(false);
            }
        }
        await call.FlushAsync().ConfigureAwait(false);
    }

    private static async Task WaitAsync(GrpcCall call, FeedReader reader, Task beat)
    {
        if (call.Unflushed > 0)
        {
            await call.FlushAsync().ConfigureAwait(false);
        }
        Task moved = reader.WaitAsync(call.Cancellation).AsTask();
        await Task.WhenAny(moved, beat).ConfigureAwait(false);
    }

    private static int Write(
        GrpcCall call, FeedReader reader, BlockFilter? filter, IStreamWriter writer, FeedEvent item, int leftOut)
    {
        int[]? indexes = filter?.Select(item.Block);
        // Whether it was told of a block that was never executed here cannot be known: then it is undone.
        bool unsure = item.Step == FeedStep.Undo && !item.Block.HasReceipts;
        if (indexes is not { Length: 0 } || unsure)
        {
            writer.Event(call, item, indexes);
            return 0;
        }
        if (leftOut + 1 < Limits.Firehose.EventsPerMarker)
        {
            return leftOut + 1;
        }
        writer.Marker(call, reader, item);
        return 0;
    }
}
