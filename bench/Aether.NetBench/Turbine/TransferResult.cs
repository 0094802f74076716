namespace Aether.NetBench.Turbine;

/// <summary>Figures of one run.</summary>
internal readonly record struct TransferResult(
    long Sent, long Received, double ReceivedPerSecond, double GigabitsPerSecond, double SenderNs, double ReceiverNs)
{
    public double SentPerSecond(int milliseconds) => Sent * 1_000.0 / milliseconds;
}
