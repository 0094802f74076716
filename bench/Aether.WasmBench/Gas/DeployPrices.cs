using Aether.BenchKit.Measurement;
using Aether.Core.Ledger;
using Aether.Execution.Contracts;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.TestKit.Wasm;

namespace Aether.WasmBench.Gas;

/// <summary>Measures the check and the compilation of new code, and what its upload and deployment pay.</summary>
internal static class DeployPrices
{
    /// <summary>Time and gas of the programs and of every bomb that the gate lets in.</summary>
    public static IEnumerable<CodeFigure> Measure(string folder, int rounds)
    {
        foreach (Kernel kernel in Kernel.All.Where(kernel => kernel.Name != TokenKernel.Name))
        {
            yield return Measure(kernel.Name, File.ReadAllBytes(Kernel.Convert(kernel.Name, folder)), rounds);
        }

        foreach (WasmBomb bomb in WasmBombs.All.Where(bomb => bomb.Admitted))
        {
            yield return Measure(bomb.Name, bomb.Bytes, rounds);
        }
    }

    private static CodeFigure Measure(string name, byte[] bytes, int rounds)
    {
        double[] checks = new double[rounds];
        double[] compiles = new double[rounds];
        ulong gas = 0;
        for (int round = 0; round < rounds; round++)
        {
            long start = ThreadClock.Nanoseconds;
            if (!WasmLoader.TryLoad(
                bytes, WasmLimits.Contract, GasSchedule.Current, out WasmModule? module, out WasmError error))
            {
                throw new InvalidOperationException($"{name}: {error}");
            }

            long checkedAt = ThreadClock.Nanoseconds;
            WasmCompiler.Compile(module!, InterpretedCode.Shared, CompileLimits.Default);
            compiles[round] = ThreadClock.Nanoseconds - checkedAt;
            checks[round] = checkedAt - start;
            gas = ((ulong)bytes.Length * ContractCalls.GateGasPerByte)
                + ((ulong)module!.CompileCost * ContractModule.CompileUnitGas);
        }

        return new CodeFigure(name, Statistics.Median(checks), Statistics.Median(compiles), gas);
    }
}
