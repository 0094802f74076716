using System.Diagnostics;

namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>Runs the seeds of a level on several threads until seeds, time or patience end.</summary>
public sealed class CampaignRunner(ISimulationLevel level, CampaignOptions options)
{
    private readonly Lock _gate = new();
    private Action<string>? _onViolation;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _nextSeed;

    /// <summary>What was reached so far; complete once <see cref="Run"/> returned.</summary>
    public CampaignTotals Totals { get; } = new();

    /// <summary>Wall time since the campaign began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>
    /// Runs the campaign. <paramref name="progress"/> is called about once a second with the totals,
    /// <paramref name="onViolation"/> with each violation at the moment it is found; never two calls at once.
    /// </summary>
    public void Run(Action<CampaignRunner>? progress = null, Action<string>? onViolation = null)
    {
        _onViolation = onViolation;
        Thread[] threads = new Thread[Math.Max(1, options.Cores)];
        for (int index = 0; index < threads.Length; index++)
        {
            threads[index] = new Thread(Work, maxStackSize: 16 << 20) { IsBackground = true };
            threads[index].Start();
        }
        foreach (Thread thread in threads)
        {
            while (!thread.Join(TimeSpan.FromSeconds(1)))
            {
                Report(progress);
            }
        }
        Report(progress);
    }

    private void Report(Action<CampaignRunner>? progress)
    {
        lock (_gate)
        {
            progress?.Invoke(this);
        }
    }

    private void Work()
    {
        while (TryTake(out ulong seed))
        {
            SimulationOutcome outcome = RunSafely(seed);
            bool repeat = options.RepeatEvery > 0 && seed % (ulong)options.RepeatEvery == 0;
            SimulationOutcome? second = repeat ? RunSafely(seed) : null;
            lock (_gate)
            {
                int before = Totals.Violations.Count;
                Totals.Add(outcome);
                if (second is not null)
                {
                    Totals.AddRepetition(outcome, second);
                }
                for (int index = before; index < Totals.Violations.Count; index++)
                {
                    _onViolation?.Invoke(Totals.Violations[index]);
                }
            }
        }
    }

    // A level that throws all the same must not end the process without a line that names the seed.
    private SimulationOutcome RunSafely(ulong seed)
    {
        try
        {
            return level.Run(seed);
        }
        catch (Exception failure)
        {
            return new SimulationOutcome
            {
                Seed = seed,
                Events = 0,
                VirtualUs = 0,
                Digest = 0,
                Violation = "I-19: " + failure,
                Faults = new FaultCounts(),
            };
        }
    }

    private bool TryTake(out ulong seed)
    {
        lock (_gate)
        {
            bool more = _nextSeed < options.MaxSeeds && Elapsed < options.MaxTime
                && Totals.Violations.Count < options.MaxViolations;
            seed = options.FirstSeed + (ulong)_nextSeed;
            _nextSeed += more ? 1 : 0;
            return more;
        }
    }
}
