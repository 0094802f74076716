using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Metering;

/// <summary>The numbers are those of <c>src/docs/specs/gas-schedule.md</c>, all of them.</summary>
public sealed class GasWeightsTests
{
    private const string Others = "every other that a contract may use";

    private static readonly string[][] s_rows = [.. Rows()];

    [Fact]
    public void Measured_EveryOperation_IsThatOfTheDocument()
    {
        Dictionary<string, ushort> listed = [];
        foreach (string[] row in s_rows.Where(row => row.Length == 2 && char.IsUpper(row[0][0])))
        {
            Assert.All(row[0].Split(' '), name => listed.Add(name, ushort.Parse(row[1], null)));
        }
        ushort other = ushort.Parse(s_rows.Single(row => row[0] == Others)[1], null);
        Assert.All(listed.Keys, name => Assert.True(Enum.TryParse<WasmOp>(name, out _), name));
        foreach (WasmOp op in Enum.GetValues<WasmOp>().Where(IsOfContracts))
        {
            Assert.Equal(listed.GetValueOrDefault($"{op}", other), GasWeights.Measured(op, 0));
            Assert.Equal(GasWeights.Measured(op, 0), GasWeights.Measured(op, 2));
        }
    }

    [Fact]
    public void Measured_LoadsAndStores_AreThoseOfTheDocument()
    {
        string[][] sizes = [.. s_rows.Where(row => row.Length == 3 && char.IsDigit(row[0][0]))];
        Assert.Equal(3, sizes.Length);
        for (int size = 0; size < sizes.Length; size++)
        {
            uint pages = uint.Parse(sizes[size][0], null);
            Assert.Equal(size, GasWeights.SizeOf(pages));
            Assert.Equal(int.Min(size + 1, 2), GasWeights.SizeOf(pages + 1));
            for (WasmOp op = WasmOp.I32Load; op <= WasmOp.I64Store32; op++)
            {
                string weight = sizes[size][op < WasmOp.I32Store ? 1 : 2];
                Assert.Equal(ushort.Parse(weight, null), GasWeights.Measured(op, size));
            }
        }
    }

    [Fact]
    public void Version2_PartsThatDependOnSizes_AreThoseOfTheDocument()
    {
        GasSchedule schedule = GasSchedule.Version2;
        Assert.Equal(Find("a page by which"), schedule.Grow(1));
        Assert.Equal(Find("two bytes that"), schedule.BulkBytes(2));
        Assert.Equal(Find("a local that"), schedule.EntryOf(1));
        Assert.Equal((ulong)EffortMeter.InterpretedFactor, Find("more than 1500 runs"));
        Assert.Equal((ulong)EffortMeter.PlainFactor, Find("loops nested deeper"));
        string text = string.Join('\n', s_rows.Select(row => row[0]));
        CompileLimits limits = CompileLimits.Default;
        Assert.Contains($"more than {limits.MaxBlocks} runs, more than {limits.MaxCode} instructions, more", text);
        Assert.Contains($"than {limits.MaxLocals} locals, or beyond the {limits.MaxCost} units", text);
        Assert.Contains($"deeper than {limits.MaxOptimizedLoopDepth}, more than {limits.MaxOptimizedBlocks}", text);
        Assert.Contains($"more than {limits.MaxOptimizedCode} instructions, or optimising", text);
    }

    [Fact]
    public void HostFunctions_HaveThePricesOfTheDocument()
    {
        string[][] listed = [.. s_rows.Where(row => row.Length == 3 && row[0].StartsWith('`'))];
        Assert.Equal(
            HostFunctions.All.Select(one => new[] { $"`{one.Name}`", $"{one.GasBase}", $"{one.GasPerByte}" }), listed);
    }

    private static ulong Find(string start) =>
        ulong.Parse(s_rows.Single(row => row[0].StartsWith(start, StringComparison.Ordinal))[1], null);

    private static bool IsOfContracts(WasmOp op) =>
        op is not (>= WasmOp.I32Load and <= WasmOp.I64Store32)
        && op is not (WasmOp.F32Const or WasmOp.F64Const or (>= WasmOp.F32Eq and <= WasmOp.F64Ge))
        && op is not (>= WasmOp.F32Abs and <= WasmOp.F64Copysign)
        && op is not (WasmOp.TableGet or WasmOp.TableSet or (>= WasmOp.TableInit and <= WasmOp.TableFill))
            || op is WasmOp.ElemDrop;

    private static IEnumerable<string[]> Rows()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);
        string path = "";
        for (; at is not null && !File.Exists(path); at = at.Parent)
        {
            path = Path.Combine(at.FullName, "src", "docs", "specs", "gas-schedule.md");
        }
        return File.ReadLines(path)
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
    }
}
