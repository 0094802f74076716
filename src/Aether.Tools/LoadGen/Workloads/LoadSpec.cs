namespace Aether.Tools.LoadGen.Workloads;

/// <summary>What a workload file asks for.</summary>
internal sealed record LoadSpec
{
    /// <summary>Decides keys, choices and gaps.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Senders; 0 lets the run choose by its rate.</summary>
    public int Accounts { get; init; }

    /// <summary>What is sent.</summary>
    public required IReadOnlyList<WorkloadSpec> Workloads { get; init; }

    /// <summary>What must hold, such as `finality.p95 &lt; 2s`.</summary>
    public IReadOnlyList<string> Thresholds { get; init; } = [];

    /// <summary>Transfers alone.</summary>
    public static LoadSpec Default { get; } = new()
    {
        Workloads = [new WorkloadSpec { Kind = WorkloadKind.Transfer, Name = "transfer" }],
    };
}
