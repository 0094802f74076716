using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Workloads;
using Xunit;

namespace Aether.NodeTests.LoadGen.Workloads;

public sealed class WorkloadFileTests
{
    [Fact]
    public void Parse_AllMembers_AreRead()
    {
        LoadSpec spec = WorkloadFile.Parse(
            """
            seed: 42
            accounts: 5_000
            thresholds:
              - finality.p95 < 2s
            workloads:
              - kind: transfer
                weight: 8
                amount: 7
              - kind: hot
                name: contention
                share: 50
                objects: 3
              - kind: large
                bytes: 8192
              - kind: contract
                wasm: counter.wasm
                method: bump
                input: 0x00ff
                gas: 90000
              - kind: replay
                file: requests.ndjson
            """,
            "mixed.yaml",
            "/files");
        Assert.Equal((42UL, 5_000, 5), (spec.Seed, spec.Accounts, spec.Workloads.Count));
        Assert.Equal("finality.p95 < 2s", Assert.Single(spec.Thresholds));
        Assert.Equal((8, 7UL), (spec.Workloads[0].Weight, spec.Workloads[0].Amount));
        WorkloadSpec hot = spec.Workloads[1];
        Assert.Equal(("contention", 50, 3), (hot.Name, hot.Share, hot.Objects));
        Assert.Equal(8192, spec.Workloads[2].Bytes);
        Assert.Equal("/files/counter.wasm", spec.Workloads[3].Wasm);
        Assert.Equal([0x00, 0xff], spec.Workloads[3].Input);
        Assert.Equal("/files/requests.ndjson", spec.Workloads[4].File);
        Assert.False(spec.Workloads[4].NeedsAccounts);
    }

    [Theory]
    [InlineData("workloads:\n  - kind: tranfer\n", 2, "did you mean transfer?")]
    [InlineData("workloads:\n  - kind: transfer\n    wieght: 3\n", 3, "did you mean weight?")]
    [InlineData("seed: 1\nworkload:\n  - kind: transfer\n", 2, "did you mean workloads?")]
    [InlineData("workloads:\n  - kind: hot\n    share: 101\n", 3, "give a whole number from 0 to 100")]
    [InlineData("workloads:\n  - kind: hot\n    share: many\n", 3, "give a whole number from 0 to 100")]
    [InlineData("workloads:\n  - kind: contract\n    input: 12\n", 3, "give 0x and an even number of digits")]
    [InlineData("workloads:\n  - weight: 2\n", 2, "give one of transfer, hot, large, contract, replay")]
    [InlineData("workloads:\n  - kind: replay\n", 2, "add `file: requests.ndjson`")]
    [InlineData("workloads: []\n", 1, "add `- kind: transfer`")]
    [InlineData("workloads: transfer\n", 1, "start each entry with `- `")]
    [InlineData("workloads:\n  - kind: transfer\n    weight: 0\n", 2, "give one workload a weight")]
    [InlineData("seed: 3\n", 1, "add a list `workloads:`")]
    [InlineData("workloads:\n  - kind: transfer\n  bad\n", 3, "check indentation and quotes")]
    [InlineData("a: &x 1\nb: *x\n", 2, "write the value out")]
    public void Parse_Mistakes_NameTheLineAndWhatWasMeant(string text, int line, string hint)
    {
        CliException error = Assert.Throws<CliException>(() => WorkloadFile.Parse(text, "load.yaml"));
        Assert.Equal(ExitCode.Usage, error.Exit);
        Assert.StartsWith($"load.yaml, line {line}:", error.Message, StringComparison.Ordinal);
        Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void Parse_TooDeepOrTooLong_IsRefusedBeforeItIsBuilt()
    {
        Assert.Throws<CliException>(() => WorkloadFile.Parse(new string('[', 50_000), "deep.yaml"));
        Assert.Throws<CliException>(() => WorkloadFile.Parse(new string(' ', 300_000), "long.yaml"));
        string many = "workloads:\n" + string.Concat(Enumerable.Repeat("  - kind: transfer\n", 100));
        Assert.Throws<CliException>(() => WorkloadFile.Parse(many, "many.yaml"));
    }

    [Fact]
    public void Next_Weights_AreKept()
    {
        WorkloadMix mix = new([1, 0, 3]);
        Aether.Tools.LoadGen.Schedules.SeededRandom random = new(8);
        int[] counts = new int[3];
        for (int index = 0; index < 40_000; index++)
        {
            counts[mix.Next(ref random)]++;
        }
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[2] / (double)counts[0], 2.8, 3.2);
    }
}
