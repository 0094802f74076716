namespace Aether.Node.Joining;

/// <summary>How a node that joins stands.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Peers">Peers it can ask.</param>
/// <param name="Height">Its final block; while a snapshot is fetched, that of the snapshot.</param>
/// <param name="Goal">Highest final block of a peer, as it says.</param>
/// <param name="Kept">Chunks of the snapshot that are there.</param>
/// <param name="Chunks">Of how many.</param>
internal readonly record struct JoinProgress(
    JoinStage Stage, int Peers, ulong Height, ulong Goal, int Kept, int Chunks)
{
    /// <summary>One line for people.</summary>
    public string Describe() => Stage switch
    {
        JoinStage.Looking => $"looking for peers: {Peers} so far, height {Goal} is final there",
        JoinStage.State when Chunks == 0 => $"state: epochs and manifest of height {Height} from {Peers} peers",
        JoinStage.State => $"state of height {Height}: {Kept} of {Chunks} chunks from {Peers} peers",
        JoinStage.Importing => $"state of height {Height}: importing {Chunks} chunks",
        JoinStage.Blocks => $"blocks: {Height} of {Goal} from {Peers} peers",
        JoinStage.Done => $"at height {Height}; peers are at {Goal}",
        _ => "cannot join",
    };
}
