namespace Aether.Execution.State;

/// <summary>Work that several lanes do together.</summary>
public interface ILaneWork
{
    /// <summary>One lane's part. Lanes share out the parts among themselves.</summary>
    /// <param name="lane">0 for the thread that asked for the work.</param>
    void Run(int lane);
}
