using System.Text;
using Aether.Execution.Wasm.Host;

namespace Aether.WasmBench.Gas;

/// <summary>Measures what calls of host functions cost in a block, beside their price.</summary>
/// <remarks>
/// The time of a block whose one transaction makes many calls, less that of one that makes none, roots
/// included. Every round takes keys that none has touched before.
/// </remarks>
internal static class HostPrices
{
    /// <summary>Time in which a changed value is written to disk, by <c>bench ledger</c>.</summary>
    public const double CommitNanoseconds = 1_800;

    /// <summary>Measures all cases.</summary>
    public static IReadOnlyList<HostFigure> Measure(string folder, int rounds, string filter)
    {
        string source = Path.Combine(folder, "host.wat");
        string target = Path.Combine(folder, "host.wasm");
        File.WriteAllText(source, Text());
        Kernel.ConvertFile(source, target);
        HostFixture fixture = new(File.ReadAllBytes(target));
        List<HostFigure> figures = [];
        foreach (HostCase one in HostCase.All.Where(one => one.Method.Contains(filter, StringComparison.Ordinal)))
        {
            figures.Add(Measure(fixture, one, rounds));
        }

        return figures;
    }

    private static HostFigure Measure(HostFixture fixture, HostCase one, int rounds)
    {
        double[] times = new double[rounds];
        double gas = 0;
        for (int round = -2; round < rounds; round++)
        {
            ulong start = one.Start + (ulong)((round + 2) * one.Calls);
            GasFigure none = fixture.Time(one.Method, HostInput.Of(fixture, start, 0));
            GasFigure many = fixture.Time(one.Method, HostInput.Of(fixture, start, one.Calls));
            times[int.Max(round, 0)] = (many.Nanoseconds - none.Nanoseconds) / one.Calls;
            gas = (many.Gas - none.Gas) / one.Calls;
        }

        Array.Sort(times);
        double time = double.Max(1, times[rounds / 2]);
        bool changes = one.Function is "storage_write" or "storage_remove" or "obj_write" or "transfer";
        return new HostFigure(one, time + (changes ? CommitNanoseconds : 0), one.Price, gas);
    }

    private static string Text()
    {
        StringBuilder text = new("(module\n");
        foreach (HostFunctionSpec function in HostFunctions.All)
        {
            string types = string.Concat(function.Parameters.Select(
                parameter => parameter.Type == HostType.I64 ? " i64" : " i32"));
            string parameters = types.Length == 0 ? "" : $"(param{types})";
            string result = function.Result switch
            {
                HostType.None => "",
                HostType.I32 => "(result i32)",
                _ => "(result i64)",
            };
            text.AppendLine($" (import \"env\" \"{function.Name}\" (func ${function.Name} {parameters} {result}))");
        }

        text.AppendLine(" (memory (export \"memory\") 4 4) (func (export \"noop\"))");
        foreach (HostCase one in HostCase.All)
        {
            text.AppendLine($" (func (export \"{one.Method}\") (local $n i32) (local $k i64)");
            text.AppendLine(
                $"  (drop (call $input_read (i32.const {HostCase.Input}) (i32.const 2048)))");
            text.AppendLine($"  (local.set $k (i64.load (i32.const {HostCase.Input})))");
            text.AppendLine($"  (local.set $n (i32.load (i32.const {HostCase.Input + 8})))");
            text.AppendLine("  (block $done (loop $l (br_if $done (i32.eqz (local.get $n)))");
            text.AppendLine("   (i64.store (i32.const 64) (local.get $k))");
            text.AppendLine($"   {one.Call}");
            text.AppendLine("   (local.set $k (i64.add (local.get $k) (i64.const 1)))");
            text.AppendLine("   (local.set $n (i32.sub (local.get $n) (i32.const 1))) (br $l))))");
        }

        return text.AppendLine(")").ToString();
    }
}
