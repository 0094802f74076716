using System.Text.RegularExpressions;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;

namespace Aether.WasmBench.Gas;

/// <summary>Measures what a unit of gas buys: instructions, programs, instances and host functions.</summary>
internal static class GasCalibration
{
    private const double GrainsPerGas = 10;

    // A kernel that declares no maximum pays for the largest memory; as contracts they would declare what they use.
    private static readonly Regex s_memory = new(@"(\(memory \(export ""mem""\)) (\d+)\)");

    /// <summary>Prints the tables; 0 when measured.</summary>
    public static int Run(WasmOptions options, string folder)
    {
        GasReport report = new();
        WarmUp(folder);
        if (options.Filter is not ("host" or "code"))
        {
            Classes(report, folder, options);
        }

        if (options.Filter.Length == 0)
        {
            Kernels(report, folder, options.Quick ? 5 : 15);
            Search(report, folder, options.Quick ? 60 : 300);
        }

        if (options.Filter.Length == 0 || options.Filter == "host")
        {
            Instances(report, folder, options.Quick ? 9 : 25);
            Hosts(report, folder, options.Quick ? 7 : 21);
        }

        if (options.Filter.Length == 0 || options.Filter == "code")
        {
            Deployments(report, folder, options.Quick ? 3 : 7);
        }

        if (options.Out.Length != 0)
        {
            report.Write(options.Out);
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

    private static void Classes(GasReport report, string folder, WasmOptions options)
    {
        int rounds = options.Quick ? 15 : 41;
        Dictionary<string, (string Name, double Price)> groups = [];
        report.Table("Classes, ns for a unit of gas", "class", "ns", "gas", "compiled", "plain", "interpreted");
        foreach (GasClass one in GasClasses.All)
        {
            if (!one.Name.Contains(options.Filter, StringComparison.Ordinal))
            {
                continue;
            }

            WasmModule module = GasProgram.Load(folder, [one]);
            GasFigure compiled = Measure(GasProgram.Compiled(module), rounds);
            GasFigure plain = Measure(GasProgram.Plain(module), rounds);
            GasFigure interpreted = Measure(GasProgram.Interpreted(module), rounds);
            double price = compiled.Price * GrainsPerGas;
            report.Row(
                one.Name, compiled.Nanoseconds / one.Repeats, compiled.Gas / one.Repeats / GrainsPerGas, price,
                plain.Price * GrainsPerGas, interpreted.Price * GrainsPerGas);
            string group = GasGroups.Of(one);
            if (!groups.TryGetValue(group, out (string Name, double Price) worst) || worst.Price < price)
            {
                groups[group] = (one.Name, price);
            }
        }

        if (groups.Count > 1)
        {
            Band(report, groups);
        }
    }

    private static void Band(GasReport report, Dictionary<string, (string Name, double Price)> groups)
    {
        report.Table("Weights, ns for a unit of gas in the dearest stream", "weight", "dearest stream", "compiled");
        foreach ((string group, (string name, double price)) in groups.OrderBy(one => one.Value.Price))
        {
            report.Row(group, name, price);
        }

        double least = groups.Values.Min(one => one.Price);
        double most = groups.Values.Max(one => one.Price);
        report.Say(WasmCommand.Line($"\nband {most / least:F2}: from {least:F3} to {most:F3} ns for a unit of gas"));
    }

    private static void Kernels(GasReport report, string folder, int rounds)
    {
        report.Table("Programs, ns for a unit of gas", "program", "ms", "compiled");
        foreach (Kernel kernel in Kernel.All)
        {
            string path = Kernel.Convert(kernel.Name, folder, text => s_memory.Replace(text, "$1 $2 $2)"));
            GasFigure figure = GasProgram.MeasureKernel(path, kernel.Argument, rounds);
            report.Row(kernel.Name, figure.Nanoseconds / 1e6, figure.Price * GrainsPerGas);
        }
    }

    private static void Search(GasReport report, string folder, int trials)
    {
        (string program, GasFigure figure) = GasSearch.Run(folder, trials);
        report.Table("The worst of the programs that the search tried", "loop over", "compiled");
        report.Row(program, figure.Price * GrainsPerGas);
        double block = figure.Price * GrainsPerGas * Core.Limits.Fees.BlockGas / 1e6;
        report.Say(WasmCommand.Line($"\n{trials} programs; a block of the worst takes {block:F0} ms on one lane"));
    }

    private static void Instances(GasReport report, string folder, int rounds)
    {
        report.Table("Instances", "case", "ns", "gas", "gas for a ns");
        foreach ((string name, double time, uint pages) in InstancePrices.Measure(folder, rounds))
        {
            double gas = InstancePrices.Gas + GasSchedule.Current.GasOf(GasSchedule.Current.Grow(pages));
            report.Row(name, time, gas, gas / time);
        }
    }

    private static void Deployments(GasReport report, string folder, int rounds)
    {
        report.Table("New code", "module", "check ms", "compile ms", "gas", "ns for a gas");
        foreach ((string name, double check, double compile, ulong gas) in DeployPrices.Measure(folder, rounds))
        {
            report.Row(name, check / 1e6, compile / 1e6, (double)gas, (check + compile) / gas);
        }
    }

    private static void Hosts(GasReport report, string folder, int rounds)
    {
        report.Table("Host functions in a block", "function", "ns", "gas", "gas for a ns");
        foreach (HostFigure one in HostPrices.Measure(folder, rounds, ""))
        {
            report.Row(one.Case.Method, one.Nanoseconds, (double)one.Price, one.Ratio);
        }
    }

    private static GasFigure Measure(GasProgram program, int rounds)
    {
        using (program)
        {
            return program.Measure(rounds);
        }
    }
}
