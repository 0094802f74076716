using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Sync;
using Aether.Node.Joining;
using Aether.Node.Storage;
using Aether.NetworkTests.Sync;

namespace Aether.NetworkTests.Joining;

/// <summary>A node with a data folder that joins in virtual time.</summary>
internal sealed class JoiningNode : IDisposable
{
    private readonly string _folder = JoinChain.NewFolder();
    private readonly JoinChain _chain;
    private JoinSession? _session;

    public JoiningNode(JoinChain chain) => _chain = chain;

    public List<string> Log { get; } = [];

    public List<JoinStage> Stages { get; } = [];

    public int Steps { get; private set; }

    public string? Failure => _session?.Failure;

    public string Folder => _folder;

    public TimeProvider? Time { get; init; }

    /// <summary>Runs until it has joined, failed, taken so many steps or run out of time.</summary>
    /// <returns>True when it has joined.</returns>
    public bool Join(SyncWorld world, int steps = int.MaxValue, int seconds = 300, Func<int, ulong>? height = null)
    {
        _session = new JoinSession(new JoinOptions(_chain.Genesis, _folder, OpenStore)
        {
            Time = Time ?? _chain.Time,
            Seed = 3,
            Log = Log.Add,
        });
        int end = steps == int.MaxValue ? steps : Steps + steps;
        world.Run(
            (now, input) => Step(world, now, input, end),
            () => _session.TryTakeWish(out SyncEffect wish) ? wish : null,
            height ?? (_ => _chain.Head.Height),
            () => _session.Stage is JoinStage.Done or JoinStage.Failed,
            seconds);
        return _session.Stage == JoinStage.Done;
    }

    /// <summary>What it has, checked by opening it again.</summary>
    public ChainStore Reopen()
    {
        _session?.Dispose();
        _session = null;
        return OpenStore();
    }

    /// <summary>Forgets everything in memory, as a kill does.</summary>
    public void Kill()
    {
        _session!.Dispose();
        _session = null;
    }

    public void Dispose()
    {
        _session?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ChainStore OpenStore() => NodeStore.Open(_folder, _chain.Genesis, new ChainStoreOptions());

    private void Step(SyncWorld world, long now, SyncInput input, int end)
    {
        Advance(() => _session!.Step(now, input), world, end);
        while (_session!.Busy is { IsCompleted: false } busy)
        {
            Task.WaitAny(busy);
        }
        bool more = true;
        while (more && Steps < end)
        {
            Advance(() => more = _session.Work(now), world, end);
        }
    }

    private void Advance(Action action, SyncWorld world, int end)
    {
        if (Steps >= end)
        {
            world.Stop();
            return;
        }
        JoinStage before = _session!.Stage;
        action();
        Steps++;
        if (_session.Stage != before || Stages.Count == 0)
        {
            Stages.Add(_session.Stage);
        }
    }
}
