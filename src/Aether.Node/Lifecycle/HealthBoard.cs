namespace Aether.Node.Lifecycle;

/// <summary>How each part of a node is, found when somebody asks.</summary>
/// <remarks><b>Threads</b>: any; a check is asked by one thread at a time and returns at once.</remarks>
/// <param name="time">When a state began.</param>
internal sealed class HealthBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Part> _parts = [];

    /// <summary>Adds a part.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="check">Finds its state and why.</param>
    public void Add(string name, Func<(HealthState State, string Reason)> check)
    {
        lock (_lock)
        {
            _parts.RemoveAll(part => part.Name == name);
            _parts.Add(new Part(name, check, time.GetUtcNow()));
        }
    }

    /// <summary>All parts, in the order they were added.</summary>
    public SubsystemHealth[] Read()
    {
        lock (_lock)
        {
            return [.. _parts.Select(part => part.Read(time))];
        }
    }

    private sealed class Part(string name, Func<(HealthState State, string Reason)> check, DateTimeOffset since)
    {
        private HealthState? _state;
        private DateTimeOffset _since = since;

        public string Name => name;

        public SubsystemHealth Read(TimeProvider time)
        {
            (HealthState state, string reason) = check();
            if (_state is { } before && before != state)
            {
                _since = time.GetUtcNow();
            }
            _state = state;
            return new SubsystemHealth(name, state, reason, _since);
        }
    }
}
