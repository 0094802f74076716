using Aether.KernelBench.Differential;
using Xunit;

namespace Aether.UnitTests.KernelBench;

public sealed class DifferentialRunTests
{
    [Fact]
    public void Check_ChunksOfEveryPattern_Agree()
    {
        ChunkCheck check = new();
        SignatureForge forge = new(seed: 11, epoch: 0);
        for (ulong number = 0; number < 4; number++)
            check.Run(forge, 11, number);
        Assert.True(check.Mismatches == 0, string.Join('\n', check.Differences));
        Assert.Equal(4 * SignatureChunk.Count, check.Kinds.Sum());
        Assert.True(check.ScalarSample > 0);
    }

    [Fact]
    public void State_WrittenAndRead_IsTheSame()
    {
        string path = Path.Combine(Path.GetTempPath(), $"aether-differential-{Environment.ProcessId}.json");
        DifferentialState state = new() { Seed = 5, Segments = 3, Signatures = 9, Differences = { "a" } };
        state.Kinds["Honest"] = 4;
        try
        {
            state.Write(path);
            DifferentialState read = DifferentialState.Read(path)!;
            Assert.Equal(state.ToUtf8(), read.ToUtf8());
            File.WriteAllText(path, "{\"generator\": 0}");
            Assert.Null(DifferentialState.Read(path));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Null(DifferentialState.Read(path));
    }

    [Fact]
    public void Totals_CountsOfEarlierRuns_AreKept()
    {
        DifferentialState state = new() { ScalarSample = 10 };
        state.Kinds["Honest"] = 4;
        state.Kinds["FlippedKey"] = 3;
        new ChunkTotals(state).WriteSum(state, [new ChunkCheck()]);
        Assert.Equal((4, 3, 7, 10), (state.Accepted, state.Refused, state.Signatures, state.ScalarSample));
    }

    [Theory]
    [InlineData("--signatures 1e8", 100_000_000, 1, false)]
    [InlineData("--signatures 5_000 --seed 9 --resume", 5000, 9, true)]
    public void TryParse_Numbers_AreRead(string arguments, long signatures, ulong seed, bool resume)
    {
        Assert.True(DifferentialOptions.TryParse(arguments.Split(' '), out DifferentialOptions options, out _));
        Assert.Equal((signatures, seed, resume), (options.Signatures, options.Seed, options.Resume));
    }

    [Theory]
    [InlineData("--seed 1", "'--signatures' is missing; --help says what it is")]
    [InlineData("--signatures many", "'--signatures' needs a number")]
    [InlineData("--signatures 1.5", "'--signatures' needs a number")]
    [InlineData("--fast", "'differential' does not know '--fast'")]
    public void TryParse_WrongUse_IsOneSentence(string arguments, string message)
    {
        Assert.False(DifferentialOptions.TryParse(arguments.Split(' '), out _, out string error));
        Assert.Equal(message, error);
    }
}
