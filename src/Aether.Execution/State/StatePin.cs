namespace Aether.Execution.State;

/// <summary>Keeps a state readable while newer blocks become final, until it is disposed of.</summary>
public sealed class StatePin : IDisposable
{
    private readonly StateForest _forest;
    private readonly TreeVersion _version;
    private int _disposed;

    internal StatePin(StateForest forest, TreeVersion version)
    {
        forest.Pin(version);
        _forest = forest;
        _version = version;
    }

    /// <summary>Lets the state go.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _forest.Unpin(_version);
        }
    }
}
