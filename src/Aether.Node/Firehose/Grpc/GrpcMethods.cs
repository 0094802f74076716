namespace Aether.Node.Firehose.Grpc;

/// <summary>The methods of a server by their path: `/package.Service/Method`.</summary>
internal sealed class GrpcMethods
{
    private readonly Dictionary<string, Func<GrpcCall, Task>> _methods = [];

    /// <summary>Adds a method.</summary>
    /// <param name="service">Full name of its service.</param>
    /// <param name="method">Its name.</param>
    /// <param name="handle">Returns once all is written; its exceptions become the status.</param>
    public GrpcMethods Add(string service, string method, Func<GrpcCall, Task> handle)
    {
        _methods.Add($"/{service}/{method}", handle);
        return this;
    }

    /// <summary>The method of a path.</summary>
    /// <exception cref="GrpcException">There is none.</exception>
    public Func<GrpcCall, Task> Find(string path) => _methods.TryGetValue(path, out Func<GrpcCall, Task>? handle)
        ? handle
        : throw new GrpcException(GrpcCode.Unimplemented, "there is no such method here; ask reflection for all");
}
