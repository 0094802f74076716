using System.Text;
using System.Text.Json;
using Aether.BenchKit.Measurement;
using Aether.BenchKit.Reports;
using Aether.KernelBench;
using Xunit;

namespace Aether.UnitTests.KernelBench;

public sealed class KernelRunnerTests
{
    private static readonly MeasurementPlan s_plan = new(3, 1, 1, 1, 1, 1);

    [Fact]
    public void Run_RowWithPeer_AlternatesBothSidesInEveryRound()
    {
        CountingRow row = new(missing: null);
        RowResult result = Assert.Single(new KernelRunner(s_plan, _ => { }).Run([row]));
        Assert.True(row.IsPrepared);
        Assert.Equal(3, result.KernelRounds.Length);
        Assert.Equal(3, result.PeerRounds!.Length);
        Assert.All(result.KernelRounds, nanoseconds => Assert.True(nanoseconds > 0));

        // Six slices at the end, the side that starts alternating: K P, P K, K P.
        Assert.Equal("KPPKKP", row.Order[^6..]);
    }

    [Fact]
    public void Run_RowWithMissingPeer_MeasuresTheKernelOnly()
    {
        CountingRow row = new(missing: "x.so is missing: install the Debian package x");
        RowResult result = Assert.Single(new KernelRunner(s_plan, _ => { }).Run([row]));
        Assert.Null(result.Ratio);
        Assert.DoesNotContain('P', row.Order);
        Assert.Equal("no peer", result.Verdict);
        Assert.Equal(["no peer: x.so is missing: install the Debian package x"], KernelRow.Missing([row]));
    }

    [Fact]
    public void Result_RatioIsTheMedianOfTheRounds()
    {
        RowResult result = new(new CountingRow(null), [1, 2, 4], [10, 10, 10]);
        Assert.Equal(2, result.Median);
        Assert.Equal(5, result.Ratio);
        Assert.Equal(1.5, result.Spread);
        Assert.Equal("target", result.Verdict);
    }

    [Theory]
    [InlineData(null, "no peer")]
    [InlineData(1.99, "below floor")]
    [InlineData(2.0, "floor")]
    [InlineData(4.9, "target")]
    [InlineData(6.0, "stretch")]
    public void Verdict_IsTheHighestGoalReached(double? ratio, string verdict) =>
        Assert.Equal(verdict, new Goals(2, 4, 6).Verdict(ratio));

    [Fact]
    public void Verdict_WithoutFloor_IsBelowTarget() =>
        Assert.Equal("below target", new Goals(null, 4, null).Verdict(3));

    [Fact]
    public void Verdict_WithoutGoals_IsADash() => Assert.Equal("-", Goals.None.Verdict(3));

    [Fact]
    public void Median_EvenCount_IsTheMeanOfTheMiddle() => Assert.Equal(2.5, Statistics.Median([4, 1, 2, 3]));

    [Fact]
    public void Json_HasTheFieldsOfARow()
    {
        CountingRow row = new(null);
        byte[] json = JsonReport.Write(
            [new RowResult(row, [2, 2, 3], [8, 8, 8])], [row], s_plan, MachineFacts.Read());
        Assert.Equal((byte)'\n', json[^1]);
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement written = document.RootElement.GetProperty("rows")[0];
        Assert.Equal("counting", written.GetProperty("kernel").GetString());
        Assert.Equal("auto", written.GetProperty("variant").GetString());
        Assert.Equal(1, written.GetProperty("cores").GetInt32());
        Assert.Equal(2, written.GetProperty("median_ns").GetDouble());
        Assert.Equal("nothing", written.GetProperty("peer").GetString());
        Assert.Equal(4, written.GetProperty("ratio").GetDouble());
        Assert.Equal(3, written.GetProperty("rounds").GetInt32());
        Assert.Equal(0.5, written.GetProperty("spread").GetDouble());
        Assert.NotEmpty(document.RootElement.GetProperty("commit").GetString()!);
        Assert.NotEmpty(document.RootElement.GetProperty("machine").GetProperty("processor").GetString()!);
    }

    [Theory]
    [InlineData(0.5, "0.50 ns")]
    [InlineData(43_210, "43.2 us")]
    [InlineData(84_300_000, "84.3 ms")]
    [InlineData(123_400, "123 us")]
    public void Duration_HasThreeDigits(double nanoseconds, string text) =>
        Assert.Equal(text, TableReport.Duration(nanoseconds));

    /// <summary>Counts what is called, and in which order.</summary>
    private sealed class CountingRow(string? missing) : KernelRow
    {
        private readonly StringBuilder _order = new();
        private char _last;

        public override string Kernel => "counting";

        public override string Operation => "call";

        public override string Peer => "nothing";

        public override string? PeerMissingReason => missing;

        public override Goals Goals { get; } = new(2, 4, 6);

        public bool IsPrepared { get; private set; }

        public string Order => _order.ToString();

        public override void Prepare() => IsPrepared = true;

        public override void RunKernel(int calls) => Add('K', calls);

        public override void RunPeer(int calls) => Add('P', calls);

        private void Add(char side, int calls)
        {
            for (int call = 0; call < calls; call++)
                _last = side;
            _order.Append(_last);
        }
    }
}
