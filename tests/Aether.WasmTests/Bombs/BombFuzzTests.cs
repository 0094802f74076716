using System.Diagnostics;
using System.Globalization;
using Aether.Core;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.WasmTests.Bombs;

/// <summary>
/// Bombs and generated modules with bytes changed, cut, repeated and moved: none costs more than its size allows, none
/// ends the process. As many as <c>AETHER_WASM_MUTANTS</c> says from seed <c>AETHER_WASM_SEED</c> on; what took longest
/// goes to the file <c>AETHER_WASM_BOMBS</c>.
/// </summary>
public sealed class BombFuzzTests
{
    private const int UsualMutants = 300;
    // A check that took longer is timed again: what other programs took of the machine is not its cost.
    private const double LongMs = 20;
    private const long RunGas = 200_000;
    private const int AllocatedPerByte = 80;
    private const int AllocatedAlways = 500_000 + (Limits.Wasm.MaxFunctions * Limits.Wasm.MaxLocals);

    private const int MaxBody = 64 * 1024 - 16;

    private static readonly byte[][] s_pieces =
    [
        [0x01],
        [0x00],
        [0x0F],
        [0x02, 0x40, 0x0B],
        [0x03, 0x40, 0x0B],
        [0x41, 1, 0x1A],
        [0x41, 1, 0x04, 0x40, 0x0B],
        [0x41, 0, 0x04, 0x40, 0x01, 0x05, 0x00, 0x0B],
        [0x41, 0, 0x0D, 0],
        [0x02, 0x40, 0x41, 0, 0x0E, 3, 0, 0, 0, 0, 0x0B],
        [0x41, 0, 0x28, 2, 0, 0x1A],
        [0x41, 0, 0x41, 7, 0x36, 2, 0],
        [0x42, 7, 0x42, 3, 0x7F, 0x1A],
        [0x41, 1, 0x41, 2, 0x41, 3, 0x1B, 0x1A],
        [0x41, 1, 0x40, 0, 0x1A],
        [0x3F, 0, 0x1A],
        [0x10, 0],
    ];

    private readonly List<(double Ms, string What)> _slowest = [];

    [Fact]
    public void TryAdmit_ChangedModules_CostWhatTheirSizeAllows()
    {
        int mutants = (int)Setting("AETHER_WASM_MUTANTS", UsualMutants);
        int seed = (int)Setting("AETHER_WASM_SEED", 1);
        int admitted = 0;
        for (int mutant = 0; mutant < mutants; mutant++)
        {
            Random random = new(unchecked((seed * 1_000_003) + mutant));
            admitted += Check(Make(random), $"seed {seed}, mutant {mutant}") ? 1 : 0;
        }
        Assert.True(admitted > mutants / 5, $"only {admitted} of {mutants} are still modules");
        Report(mutants, admitted);
    }

    private bool Check(byte[] bytes, string what)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        bool admitted = ContractGate.TryAdmit(bytes, GasSchedule.Current, out WasmModule? module, out _);
        double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long most = AllocatedAlways + ((long)AllocatedPerByte * bytes.Length);
        Assert.True(allocated <= most, $"{what}: {allocated} bytes allocated for {bytes.Length}");
        for (int again = 0; again < 3 && ms > LongMs; again++)
        {
            start = Stopwatch.GetTimestamp();
            ContractGate.TryAdmit(bytes, GasSchedule.Current, out _, out _);
            ms = double.Min(ms, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        Keep(ms, $"{what}, {bytes.Length} bytes, {(admitted ? "admitted" : "refused")}");
        if (admitted)
        {
            Assert.True(module!.CompileCost <= CompileLimits.Default.MaxCost, what);
            Assert.Equal(
                Run(module, InterpretedCode.Shared, what),
                Run(module, WasmCompiler.Compile(module, InterpretedCode.Shared), what));
        }
        return admitted;
    }

    private static WasmResult? Run(WasmModule module, IWasmCode code, string what)
    {
        using MemoryPool pool = new();
        using WasmStore store = new(WasmLimits.Contract, GasSchedule.Current, pool);
        WasmExport? method = module.Exports.FirstOrDefault(
            export => export.Kind == ExternalKind.Function && export.Name == "f");
        WasmInstance? instance = module.Imports.Length == 0
            ? store.Instantiate(module, code, [], RunGas, out _, out _)
            : null;
        if (instance is null || method is null || !module.TypeOfFunction(method.Index).Equals(FunctionType.Empty))
        {
            return null;
        }
        WasmResult result = instance.Call(method.Index, [], RunGas);
        Assert.True(result.GasUsed <= RunGas, what);
        return result;
    }

    private static byte[] Make(Random random)
    {
        byte[] bytes = random.Next(4) switch
        {
            0 => ModuleGenerator.Make((ulong)random.NextInt64()).Bytes,
            1 => WasmBombs.All[random.Next(WasmBombs.All.Count)].Bytes,
            _ => Compose(random),
        };
        for (int changes = Math.Max(random.Next(-8, 4), 0); changes > 0; changes--)
        {
            bytes = Change(bytes, random);
        }
        return bytes;
    }

    // Pieces that leave nothing on the stack, repeated and nested until a body is full.
    private static byte[] Compose(Random random)
    {
        int limit = random.Next(1, 1 << random.Next(4, 17));
        List<byte> body = [];
        while (body.Count < limit)
        {
            byte[] piece = s_pieces[random.Next(s_pieces.Length)];
            int nesting = random.Next(4) == 0 ? random.Next(1, 62) : 0;
            int times = random.Next(1, 1 << random.Next(1, 13));
            byte opener = random.Next(2) == 0 ? (byte)0x02 : (byte)0x03;
            body.AddRange(Enumerable.Repeat((byte[])[opener, 0x40], nesting).SelectMany(one => one));
            body.AddRange(Enumerable.Repeat(piece, times).SelectMany(one => one));
            body.AddRange(Enumerable.Repeat((byte)0x0B, nesting));
        }
        byte[] code = [.. body.Count < MaxBody ? body : []];
        int functions = random.Next(1, 1 << random.Next(1, 12));
        return WasmBombs.Alike(functions, random.Next(3) == 0 ? random.Next(1, 1_000) : 0, code);
    }

    private static byte[] Change(byte[] bytes, Random random)
    {
        if (bytes.Length < 16)
        {
            return [.. bytes, (byte)random.Next(256)];
        }
        int at = random.Next(8, bytes.Length);
        int length = Math.Min(random.Next(1, 64), bytes.Length - at);
        switch (random.Next(4))
        {
            case 0:
                byte[] changed = [.. bytes];
                changed[at] = (byte)random.Next(256);
                return changed;
            case 1:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 2:
                int times = Math.Min(random.Next(1, 2_000), (Limits.Wasm.MaxModuleBytes - bytes.Length) / length);
                byte[] part = bytes[at..(at + length)];
                IEnumerable<byte> more = Enumerable.Repeat(part, Math.Max(times, 0)).SelectMany(one => one);
                return [.. bytes[..at], .. more, .. bytes[at..]];
            default:
                int to = random.Next(8, bytes.Length - length + 1);
                byte[] moved = [.. bytes];
                bytes.AsSpan(at, length).CopyTo(moved.AsSpan(to));
                return moved;
        }
    }

    private void Keep(double ms, string what)
    {
        _slowest.Add((ms, what));
        if (_slowest.Count > 1_000)
        {
            _slowest.Sort((a, b) => b.Ms.CompareTo(a.Ms));
            _slowest.RemoveRange(20, _slowest.Count - 20);
        }
    }

    private void Report(int mutants, int admitted)
    {
        if (Environment.GetEnvironmentVariable("AETHER_WASM_BOMBS") is { } path)
        {
            IEnumerable<string> lines = _slowest.OrderByDescending(one => one.Ms).Take(20).Select(
                one => string.Create(CultureInfo.InvariantCulture, $"{one.Ms:F2} ms  {one.What}"));
            File.WriteAllLines(path, [$"{mutants} mutants, {admitted} admitted; slowest checks:", .. lines]);
        }
    }

    private static ulong Setting(string name, ulong otherwise) =>
        ulong.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : otherwise;
}
