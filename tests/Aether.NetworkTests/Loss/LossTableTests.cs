using Aether.NetBench.Loss;
using Xunit;

namespace Aether.NetworkTests.Loss;

public sealed class LossTableTests
{
    /// <summary>
    /// The cells of the protocol's table as printed there, but one: 32+32 at 10 % says 7e-15, which is what
    /// 1 - (1 - q)^66 gives in double precision; without that cancellation it is 5e-15.
    /// </summary>
    [Theory]
    [InlineData(10, 2, 0.01, 0.042, 0.0005)]
    [InlineData(10, 2, 0.05, 0.98, 0.006)]
    [InlineData(10, 2, 0.10, 1, 1e-6)]
    [InlineData(10, 2, 0.15, 1, 1e-6)]
    [InlineData(10, 5, 0.01, 1e-6, 0.5e-6)]
    [InlineData(10, 5, 0.05, 0.011, 0.0005)]
    [InlineData(10, 5, 0.10, 0.38, 0.005)]
    [InlineData(10, 5, 0.15, 0.97, 0.005)]
    [InlineData(32, 8, 0.01, 1e-8, 0.5e-8)]
    [InlineData(32, 8, 0.05, 0.009, 0.0005)]
    [InlineData(32, 8, 0.10, 0.64, 0.005)]
    [InlineData(32, 8, 0.15, 1, 0.005)]
    [InlineData(16, 16, 0.05, 3e-12, 0.5e-12)]
    [InlineData(16, 16, 0.10, 2e-7, 0.5e-7)]
    [InlineData(16, 16, 0.15, 7e-5, 0.5e-5)]
    [InlineData(32, 32, 0.10, 5e-15, 0.5e-15)]
    [InlineData(32, 32, 0.15, 6e-10, 0.5e-10)]
    public void NeedsRepair_EachCell_IsThatOfTheProtocol(
        int data, int parity, double loss, double expected, double tolerance) =>
        Assert.InRange(LossTable.NeedsRepair(data, parity, loss), expected - tolerance, expected + tolerance);

    [Theory]
    [InlineData(10, 2, 0.01)]
    [InlineData(10, 5, 0.05)]
    [InlineData(10, 5, 0.10)]
    [InlineData(32, 8, 0.10)]
    public void Simulate_CellsThatBlocksShow_AgreesWithTheory(int data, int parity, double loss)
    {
        const int Blocks = 2_000;
        double exact = LossTable.NeedsRepair(data, parity, loss);
        double deviation = Math.Sqrt(exact * (1 - exact) / Blocks);
        double drawn = LossTable.Simulate(data, parity, loss, Blocks, 7);
        Assert.InRange(drawn, exact - (5 * deviation), exact + (5 * deviation));
    }
}
