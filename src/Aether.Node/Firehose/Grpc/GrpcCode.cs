namespace Aether.Node.Firehose.Grpc;

/// <summary>The status codes of gRPC that are answered here; the numbers are on the wire.</summary>
internal enum GrpcCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The client went away.</summary>
    Cancelled = 1,

    /// <summary>The request cannot be right, whatever the node holds.</summary>
    InvalidArgument = 3,

    /// <summary>The client's deadline passed.</summary>
    DeadlineExceeded = 4,

    /// <summary>No such block.</summary>
    NotFound = 5,

    /// <summary>A limit of the node is reached.</summary>
    ResourceExhausted = 8,

    /// <summary>The place on the chain cannot be read from here.</summary>
    FailedPrecondition = 9,

    /// <summary>No such method, or an encoding that is not known.</summary>
    Unimplemented = 12,

    /// <summary>A defect or damage at the node.</summary>
    Internal = 13,

    /// <summary>The node is stopping.</summary>
    Unavailable = 14,

    /// <summary>No key that the node knows was shown.</summary>
    Unauthenticated = 16,
}
