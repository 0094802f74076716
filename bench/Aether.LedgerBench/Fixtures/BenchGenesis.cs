using Aether.Core.Types;

namespace Aether.LedgerBench.Fixtures;

/// <summary>A chain with default prices and one validator.</summary>
internal static class BenchGenesis
{
    public static Genesis Create(GenesisAccount[] accounts)
    {
        Validator validator = new()
        {
            Address = LedgerFixture.AddressOf(0),
            ColdKey = default,
            Stake = 1,
            VrfKey = default,
            BlsKey = default,
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
        return new Genesis("aether-bench-1", 1_000, new ChainParameters(), new ValidatorSet([validator]), accounts);
    }
}
