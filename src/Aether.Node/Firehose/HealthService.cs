using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Health;
using Status = Aether.Node.Firehose.Protos.Health.HealthCheckResponse.Types.ServingStatus;

namespace Aether.Node.Firehose;

/// <summary>`grpc.health.v1`: serving while the node runs; the same for every service here.</summary>
internal sealed class HealthService(FirehoseChain chain, StreamSlots slots, IReadOnlySet<string> services)
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    /// <summary>Its methods.</summary>
    public void AddTo(GrpcMethods methods) => methods
        .Add("grpc.health.v1.Health", "Check", CheckAsync)
        .Add("grpc.health.v1.Health", "Watch", WatchAsync);

    private async Task CheckAsync(GrpcCall call)
    {
        HealthCheckRequest request = await call.ReadOneAsync(HealthCheckRequest.Parser).ConfigureAwait(false);
        Status status = Read(request.Service);
        await (status == Status.ServiceUnknown
            ? throw new GrpcException(GrpcCode.NotFound, "there is no such service here")
            : call.AnswerAsync(new HealthCheckResponse { Status = status })).ConfigureAwait(false);
    }

    private async Task WatchAsync(GrpcCall call)
    {
        HealthCheckRequest request = await call.ReadOneAsync(HealthCheckRequest.Parser).ConfigureAwait(false);
        using StreamSlot slot = slots.Take(call);
        await call.StartAsync().ConfigureAwait(false);
        using PeriodicTimer timer = new(s_look);
        Status told = Status.Unknown;
        do
        {
            Status status = Read(request.Service);
            if (status != told)
            {
                told = status;
                call.Write(new HealthCheckResponse { Status = status });
                await call.FlushAsync().ConfigureAwait(false);
            }
        }
        while (await timer.WaitForNextTickAsync(call.Cancellation).ConfigureAwait(false));
    }

    private Status Read(string service) =>
        service.Length > 0 && !services.Contains(service) ? Status.ServiceUnknown
        : chain.IsServing() ? Status.Serving
        : Status.NotServing;
}
