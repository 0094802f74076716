using Google.Protobuf;

namespace Aether.Node.Firehose.Grpc;

/// <summary>Ends a call with a status.</summary>
internal sealed class GrpcException(GrpcCode code, string message) : Exception(message)
{
    /// <summary>The status.</summary>
    public GrpcCode Code { get; } = code;

    /// <summary>Its detail for programs, or null.</summary>
    public IMessage? Detail { get; init; }

    /// <summary>More trailers, with names in lower case.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; init; } = [];
}
