using Aether.Core.Types;

namespace Aether.LedgerBench.Fixtures;

/// <summary>Batches of new values for accounts that exist, ascending by state key.</summary>
internal static class UpdateBatches
{
    private const ulong Seed = 0x0bda7e;

    /// <summary>Batches with keys of their own each.</summary>
    public static SortedDictionary<Hash256, byte[]?>[] Create(int accounts, int batches, int keysPerBatch)
    {
        SeededRandom random = new(Seed);
        SortedDictionary<Hash256, byte[]?>[] all = new SortedDictionary<Hash256, byte[]?>[batches];
        for (int batch = 0; batch < batches; batch++)
        {
            SortedDictionary<Hash256, byte[]?> values = [];
            while (values.Count < keysPerBatch)
            {
                byte[] value = LedgerFixture.ValueOf((ulong)batch + 1, (UInt128)(random.Next() >> 1));
                values[LedgerFixture.StateKeyOf(random.Below(accounts))] = value;
            }

            all[batch] = values;
        }

        return all;
    }
}
