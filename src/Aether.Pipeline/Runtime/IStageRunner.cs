namespace Aether.Pipeline.Runtime;

/// <summary>Runs one stage loop from <see cref="Start"/> until it is asked to stop.</summary>
internal interface IStageRunner
{
    /// <summary>Starts to run the loop. Once.</summary>
    void Start();

    /// <summary>Asks the loop to end after its current batch.</summary>
    void RequestStop();

    /// <summary>Waits for the end. Returns at once when called from the loop itself.</summary>
    void Join();
}
