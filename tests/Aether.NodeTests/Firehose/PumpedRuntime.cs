using Aether.Network.Transport;
using Aether.Pipeline.Runtime;

namespace Aether.NodeTests.Firehose;

/// <summary>
/// Runs the loops of a node in turn on the caller's thread, and moves its clock to the next deadline when none of them
/// has work: as many blocks as the machine can make, with the timestamps they would have.
/// </summary>
internal sealed class PumpedRuntime(VirtualTime time) : IStageRuntime
{
    private readonly List<Runner> _runners = [];

    public WakeSignal CreateSignal() => new();

    public IStageRunner CreateRunner(
        string name, IStageLoop loop, WakeSignal signal, Action<string, Exception> fault)
    {
        Runner runner = new(name, loop, fault);
        _runners.Add(runner);
        return runner;
    }

    /// <summary>Runs until a condition holds.</summary>
    public void RunUntil(Func<bool> reached)
    {
        while (!reached())
        {
            bool worked = false;
            foreach (Runner runner in _runners)
            {
                worked |= runner.Run();
            }
            if (!worked)
            {
                int park = int.MaxValue;
                foreach (Runner runner in _runners)
                {
                    int own = runner.Loop.ParkMs();
                    park = own < 0 ? park : Math.Min(park, own);
                }
                time.Advance(Math.Max(park, 1));
            }
        }
    }

    private sealed class Runner(string name, IStageLoop loop, Action<string, Exception> fault) : IStageRunner
    {
        private bool _runs;

        public IStageLoop Loop => loop;

        public bool Run()
        {
            try
            {
                return _runs && loop.TryRun();
            }
            catch (Exception exception)
            {
                _runs = false;
                fault(name, exception);
                return false;
            }
        }

        public void Start() => _runs = true;

        public void RequestStop() => _runs = false;

        public void Join()
        {
        }
    }
}
