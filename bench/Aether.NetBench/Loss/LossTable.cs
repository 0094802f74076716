namespace Aether.NetBench.Loss;

/// <summary>How likely a block needs repair when each shard is lost by itself with one probability.</summary>
internal static class LossTable
{
    private const int BlockBytes = 2_000_000;
    private const int ShardBytes = 960;

    /// <summary>Sets of a block of 2 MB.</summary>
    public static int Sets(int data) => (BlockBytes + (data * ShardBytes) - 1) / (data * ShardBytes);

    /// <summary>The exact probability: not every set has at most <paramref name="parity"/> losses.</summary>
    public static double NeedsRepair(int data, int parity, double loss)
    {
        double tail = 0;
        for (int lost = data + parity; lost > parity; lost--)
            tail += Math.Exp(LogChoose(data + parity, lost) + (lost * Math.Log(loss))
                + ((data + parity - lost) * Math.Log(1 - loss)));

        // 1 - (1 - tail)^sets without losing small tails.
        double exponent = Sets(data) * LogOneMinus(tail);
        return exponent > -1e-6 ? -exponent : 1 - Math.Exp(exponent);
    }

    /// <summary>The same by drawing every shard of every set of many blocks.</summary>
    public static double Simulate(int data, int parity, double loss, int blocks, int seed)
    {
        Random random = new(seed);
        int bound = (int)(loss * int.MaxValue);
        int sets = Sets(data);
        int repaired = 0;
        for (int block = 0; block < blocks; block++)
        {
            bool isWhole = true;
            for (int set = 0; set < sets && isWhole; set++)
            {
                int lost = 0;
                for (int shard = 0; shard < data + parity; shard++)
                    lost += random.Next() < bound ? 1 : 0;
                isWhole = lost <= parity;
            }

            repaired += isWhole ? 0 : 1;
        }

        return repaired / (double)blocks;
    }

    private static double LogOneMinus(double value) =>
        value < 1e-8 ? -value : Math.Log(1 - value);

    private static double LogChoose(int from, int take)
    {
        double sum = 0;
        for (int index = 1; index <= take; index++)
            sum += Math.Log((from - take + index) / (double)index);
        return sum;
    }
}
