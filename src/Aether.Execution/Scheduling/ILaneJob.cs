namespace Aether.Execution.Scheduling;

/// <summary>Work that several lanes do together.</summary>
internal interface ILaneJob
{
    /// <summary>One lane's part. It returns when nothing is left for the lane.</summary>
    void Run(int lane);

    /// <summary>Makes every lane return soon: one of them failed.</summary>
    void Abort();
}
