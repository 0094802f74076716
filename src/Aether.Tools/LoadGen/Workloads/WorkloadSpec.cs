namespace Aether.Tools.LoadGen.Workloads;

/// <summary>One entry of a workload file.</summary>
internal sealed record WorkloadSpec
{
    /// <summary>What it sends.</summary>
    public required WorkloadKind Kind { get; init; }

    /// <summary>Its name in reports.</summary>
    public required string Name { get; init; }

    /// <summary>Its share is this over the sum of all weights.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Base units of a transfer.</summary>
    public ulong Amount { get; init; } = 1_000;

    /// <summary>Percent of transfers that go to a hot account.</summary>
    public int Share { get; init; } = 100;

    /// <summary>Number of hot accounts.</summary>
    public int Objects { get; init; } = 1;

    /// <summary>Bytes of data of an object.</summary>
    public int Bytes { get; init; } = 4_096;

    /// <summary>File of the module; null for the counter that is built in.</summary>
    public string? Wasm { get; init; }

    /// <summary>Method of the contract.</summary>
    public string Method { get; init; } = "increment";

    /// <summary>Input of the method.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>Input of the contract's `init`.</summary>
    public byte[] InitInput { get; init; } = [];

    /// <summary>Gas of a call.</summary>
    public ulong Gas { get; init; } = 200_000;

    /// <summary>File of recorded requests, one JSON object a line.</summary>
    public string? File { get; init; }

    /// <summary>One line for reports.</summary>
    public string Describe() => Kind switch
    {
        WorkloadKind.Hot => FormattableString.Invariant($"{Name} x{Weight}: {Share} % to {Objects} accounts"),
        WorkloadKind.Large => FormattableString.Invariant($"{Name} x{Weight}: {Bytes} bytes"),
        WorkloadKind.Contract => FormattableString.Invariant($"{Name} x{Weight}: {Method}"),
        WorkloadKind.Replay => FormattableString.Invariant($"{Name} x{Weight}: {Path.GetFileName(File)}"),
        _ => FormattableString.Invariant($"{Name} x{Weight}"),
    };

    /// <summary>True for what the pool signs and pays.</summary>
    public bool NeedsAccounts => Kind != WorkloadKind.Replay;
}
