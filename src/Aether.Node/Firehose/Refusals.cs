using System.Globalization;
using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Streams;

namespace Aether.Node.Firehose;

/// <summary>Refusals of the feed as statuses: the reason is in the detail and, for people, in trailers.</summary>
internal static class Refusals
{
    /// <summary>The exception that ends the call.</summary>
    public static GrpcException Of(FirehoseChain chain, FeedRefusal refusal)
    {
        string restart = refusal.Restart is { } cursor ? chain.Format(cursor) : "";
        (Refusal.Types.Reason reason, string name) = refusal.Kind switch
        {
            FeedRefusalKind.Malformed => (Refusal.Types.Reason.Malformed, "malformed"),
            FeedRefusalKind.OtherChain => (Refusal.Types.Reason.OtherChain, "other-chain"),
            FeedRefusalKind.Pruned => (Refusal.Types.Reason.Pruned, "pruned"),
            FeedRefusalKind.Unknown => (Refusal.Types.Reason.UnknownBlock, "unknown-block"),
            _ => (Refusal.Types.Reason.Ahead, "ahead"),
        };
        List<KeyValuePair<string, string>> trailers =
        [
            new("aether-reason", name),
            new("aether-oldest-block", refusal.OldestBlock.ToString(CultureInfo.InvariantCulture)),
            new("aether-final-height", refusal.FinalHeight.ToString(CultureInfo.InvariantCulture)),
        ];
        if (restart.Length > 0)
        {
            trailers.Add(new("aether-restart-cursor", restart));
        }
        bool malformed = refusal.Kind == FeedRefusalKind.Malformed;
        return new GrpcException(malformed ? GrpcCode.InvalidArgument : GrpcCode.FailedPrecondition, refusal.Detail)
        {
            Detail = new Refusal
            {
                Reason = reason,
                OldestBlock = refusal.OldestBlock,
                FinalHeight = refusal.FinalHeight,
                RestartCursor = restart,
            },
            Trailers = trailers,
        };
    }
}
