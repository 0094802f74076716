using Aether.Core;
using Aether.Node.Firehose.Grpc;

namespace Aether.Node.Firehose;

/// <summary>Bounds the streams of blocks, in all and of one connection.</summary>
/// <remarks><b>Threads</b>: any.</remarks>
internal sealed class StreamSlots(FirehoseCounters counters)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _connections = [];
    private int _count;

    /// <summary>Takes a place until it is disposed of.</summary>
    /// <exception cref="GrpcException">There is none.</exception>
    public StreamSlot Take(GrpcCall call)
    {
        lock (_gate)
        {
            int own = _connections.GetValueOrDefault(call.ConnectionId);
            if (_count >= Limits.Firehose.MaxStreams || own >= Limits.Firehose.MaxStreamsPerConnection)
            {
                throw new GrpcException(
                    GrpcCode.ResourceExhausted,
                    $"there are {_count} streams, {own} of them of this connection; at most "
                    + $"{Limits.Firehose.MaxStreams} and {Limits.Firehose.MaxStreamsPerConnection} may be");
            }
            _connections[call.ConnectionId] = own + 1;
            _count++;
        }
        counters.Begin();
        return new StreamSlot(this, call.ConnectionId);
    }

    /// <summary>Gives a place back.</summary>
    public void Return(string connection)
    {
        lock (_gate)
        {
            int left = _connections[connection] - 1;
            _count--;
            if (left == 0)
            {
                _connections.Remove(connection);
            }
            else
            {
                _connections[connection] = left;
            }
        }
        counters.End();
    }
}
