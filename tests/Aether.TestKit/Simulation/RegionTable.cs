namespace Aether.TestKit.Simulation;

/// <summary>One-way latencies between places on earth, in microseconds.</summary>
internal static class RegionTable
{
    // Half of typical round trips between data centres of the large providers; the order is Frankfurt, Virginia,
    // Oregon, Sao Paulo, Singapore, Tokyo, Sydney.
    private static readonly int[] s_oneWayMs =
    [
        1, 45, 75, 100, 80, 112, 140,
        45, 1, 33, 57, 110, 82, 100,
        75, 33, 1, 88, 82, 48, 70,
        100, 57, 88, 1, 165, 130, 155,
        80, 110, 82, 165, 1, 35, 47,
        112, 82, 48, 130, 35, 1, 52,
        140, 100, 70, 155, 47, 52, 1,
    ];

    private const int Regions = 7;

    /// <summary>Puts every endpoint into a region and fills the latency of every directed link.</summary>
    public static void Fill(long[] latencies, int endpoints, SimulationRandom random)
    {
        int[] places = new int[endpoints];
        for (int endpoint = 0; endpoint < endpoints; endpoint++)
        {
            places[endpoint] = random.Below(Regions);
        }
        for (int link = 0; link < latencies.Length; link++)
        {
            int from = places[link / endpoints];
            int to = places[link % endpoints];
            latencies[link] = s_oneWayMs[(from * Regions) + to] * 1_000L;
        }
    }
}
