namespace Aether.Node.Telemetry.Catalogue;

/// <summary>Upper bounds of histograms. The limits of the service level objectives are among them.</summary>
internal static class Buckets
{
    /// <summary>From the first sight of a block to its finality: objectives at 2 s and 5 s.</summary>
    public static double[] Finality { get; } =
        [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];

    /// <summary>Work of a block: 100 us to 10 s.</summary>
    public static double[] Work { get; } =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

    /// <summary>Requests: objective at 300 ms.</summary>
    public static double[] Request { get; } =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 5, 30];

    /// <summary>Sizes of batches: powers of two.</summary>
    public static double[] Batch { get; } = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096];
}
