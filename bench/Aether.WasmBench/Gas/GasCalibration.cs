using Aether.Execution.Wasm.Modules;

namespace Aether.WasmBench.Gas;

/// <summary>Measures what a unit of gas buys, class by class.</summary>
internal static class GasCalibration
{
    /// <summary>Prints the table; 0 when measured.</summary>
    public static int Run(WasmOptions options, string folder)
    {
        int rounds = options.Quick ? 15 : 41;
        if (options.Filter == "host")
        {
            foreach ((string name, double time, uint pages) in InstancePrices.Measure(folder, 9))
            {
                Console.WriteLine(WasmCommand.Line($"| {name} | {time:F0} | {pages} | {time / pages:F0} |"));
            }

            foreach (HostFigure one in HostPrices.Measure(folder, options.Quick ? 7 : 15, ""))
            {
                Console.WriteLine(WasmCommand.Line(
                    $"| {one.Case.Method} | {one.Nanoseconds:F0} | {one.Price} | {one.Paid:F0} | {one.Ratio:F2} |"));
            }

            return 0;
        }

        WarmUp(folder);
        Console.WriteLine("| class | ns | units | compiled | plain | interpreted |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (GasClass one in GasClasses.All)
        {
            if (one.Name.Contains(options.Filter, StringComparison.Ordinal))
            {
                Measure(folder, one, rounds);
            }
        }

        return 0;
    }

    // The runtime compiles what the engine calls again, in the background, once it is called often.
    private static void WarmUp(string folder)
    {
        foreach (GasClass one in GasClasses.All.Where(one => one.Pages == 1))
        {
            Measure(GasProgram.Compiled(GasProgram.Load(folder, [one])), 3);
        }

        Thread.Sleep(500);
    }

    private static void Measure(string folder, GasClass one, int rounds)
    {
        WasmModule module = GasProgram.Load(folder, [one]);
        GasFigure compiled = Measure(GasProgram.Compiled(module), rounds);
        GasFigure plain = Measure(GasProgram.Plain(module), rounds);
        GasFigure interpreted = Measure(GasProgram.Interpreted(module), rounds);
        Console.Write(WasmCommand.Line(
            $"| {one.Name} | {compiled.Nanoseconds / one.Repeats:F2} | {compiled.Gas / one.Repeats:F1} "));
        Console.WriteLine(WasmCommand.Line(
            $"| {compiled.Price:F4} | {plain.Price:F4} | {interpreted.Price:F4} |"));
    }

    private static GasFigure Measure(GasProgram program, int rounds)
    {
        using (program)
        {
            return program.Measure(rounds);
        }
    }
}
