using System.Diagnostics;
using Aether.BenchKit.Measurement;

namespace Aether.NetBench.Turbine;

/// <summary>One way to get datagrams from a sending thread to a receiving one, each on a core of its own.</summary>
internal abstract class TransferMethod : IDisposable
{
    private volatile bool _isOver;

    public abstract string Name { get; }

    public abstract int DatagramBytes { get; }

    /// <summary>Sends for the stated time and says what arrived until the receiver saw nothing more.</summary>
    public TransferResult Run(int milliseconds)
    {
        _isOver = false;
        long received = 0;
        long receiverNs = 0;
        long lastTicks = 0;
        Thread receiver = new(() =>
        {
            _ = CpuPinning.PinCurrentThread(0);
            while (true)
            {
                int count = Receive();
                if (count > 0)
                {
                    received += count;
                    lastTicks = Stopwatch.GetTimestamp();
                }
                else if (_isOver)
                {
                    break;
                }
            }

            receiverNs = ThreadClock.Nanoseconds;
        });
        long sent = 0;
        long senderNs = 0;
        long start = 0;
        Thread sender = new(() =>
        {
            _ = CpuPinning.PinToMeasuringCore();
            start = Stopwatch.GetTimestamp();
            long end = start + (milliseconds * Stopwatch.Frequency / 1_000);
            while (Stopwatch.GetTimestamp() < end)
                sent += Send();
            senderNs = ThreadClock.Nanoseconds;
        });
        receiver.Start();
        sender.Start();
        sender.Join();
        Thread.Sleep(20);
        _isOver = true;
        receiver.Join();
        double seconds = Stopwatch.GetElapsedTime(start, lastTicks).TotalSeconds;
        return new TransferResult(
            sent, received, received / seconds, received * DatagramBytes * 8 / seconds / 1e9,
            senderNs / (double)sent, receiverNs / (double)Math.Max(received, 1));
    }

    public abstract void Dispose();

    /// <summary>Sends some; the datagrams that the kernel took.</summary>
    protected abstract int Send();

    /// <summary>Receives some, or waits a little; the datagrams that came.</summary>
    protected abstract int Receive();
}
