using System.Diagnostics;
using Aether.Pipeline;

namespace Aether.PipelineBench.Modes;

/// <summary>Times of a soak. Any thread adds.</summary>
internal sealed class SoakResult
{
    private readonly Lock _lock = new();
    private readonly List<double> _insertions = [];
    private readonly List<double> _reads = [];

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Fewest transactions seen pending.</summary>
    public int LeastPending { get; private set; } = int.MaxValue;

    public double ReadP95 => At(_reads, 95);

    public void AddInsertion(double milliseconds, bool isAccepted)
    {
        lock (_lock)
        {
            _insertions.Add(milliseconds);
            Accepted += isAccepted ? 1 : 0;
            Refused += isAccepted ? 0 : 1;
        }
    }

    /// <summary>Times what a wallet asks for: an account of the final state and the next nonce.</summary>
    public void AddRead(NodePipeline node, bool countsPending)
    {
        long start = Stopwatch.GetTimestamp();
        var address = node.Heads.Finalized.Header.Height == 0
            ? default
            : node.Parts.Genesis.Accounts[0].Address;
        node.Heads.ReadFinalized(address, static (state, asked) =>
            Execution.State.StateReaderExtensions.GetAccount(state, asked).Nonce);
        node.Mempool.NextNonce(address, 0);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        lock (_lock)
        {
            _reads.Add(milliseconds);
            if (countsPending)
                LeastPending = Math.Min(LeastPending, node.MempoolStatus.Transactions);
        }
    }

    public (double P50, double P95, double P99) Insertions()
    {
        lock (_lock)
        {
            return (At(_insertions, 50), At(_insertions, 95), At(_insertions, 99));
        }
    }

    /// <summary>The smallest figure that so many percent do not exceed; 0 without figures.</summary>
    internal static double At(List<double> figures, int percent)
    {
        if (figures.Count == 0)
            return 0;
        double[] ascending = [.. figures.Order()];
        return ascending[(((ascending.Length * percent) + 99) / 100) - 1];
    }
}
