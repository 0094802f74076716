namespace Aether.Node.Devnet.Chaos;

/// <summary>What a script has made of each node, to find events that cannot be.</summary>
internal sealed class NodeStates(int nodes)
{
    private readonly bool[] _isKilled = new bool[nodes];
    private readonly bool[] _isPaused = new bool[nodes];

    /// <summary>Follows an event; says what is wrong with it, or null.</summary>
    public string? Apply(ChaosEvent next)
    {
        foreach (int node in next.Nodes)
        {
            string? fault = next.Action switch
            {
                ChaosAction.Kill when _isKilled[node] => $"kills node {node}, which is killed already",
                ChaosAction.Restart when !_isKilled[node] => $"restarts node {node}, which was not killed",
                ChaosAction.Pause when _isKilled[node] => $"pauses node {node}, which is killed",
                ChaosAction.Pause when _isPaused[node] => $"pauses node {node}, which is paused already",
                ChaosAction.Resume when !_isPaused[node] => $"resumes node {node}, which is not paused",
                _ => null,
            };
            if (fault is not null)
            {
                return fault;
            }
            _isKilled[node] = next.Action == ChaosAction.Kill
                || (_isKilled[node] && next.Action != ChaosAction.Restart);
            _isPaused[node] = next.Action == ChaosAction.Pause
                || (_isPaused[node] && next.Action is not (ChaosAction.Resume or ChaosAction.Kill));
        }
        return null;
    }
}
