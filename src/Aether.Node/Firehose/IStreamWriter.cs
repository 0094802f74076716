using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;

namespace Aether.Node.Firehose;

/// <summary>How an interface says what a stream has to say.</summary>
internal interface IStreamWriter
{
    /// <summary>Before all else.</summary>
    void Begin(GrpcCall call, FeedReader reader);

    /// <summary>An event with all, some (by index) or none of its block's transactions.</summary>
    void Event(GrpcCall call, FeedEvent item, int[]? indexes);

    /// <summary>A filter left out many events; the last of them is given.</summary>
    void Marker(GrpcCall call, FeedReader reader, FeedEvent last);

    /// <summary>Nothing was said for a while. False when this interface has no word for that.</summary>
    bool Heartbeat(GrpcCall call, FeedReader reader);
}
