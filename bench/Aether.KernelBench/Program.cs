using Aether.KernelBench;
using Aether.KernelBench.Differential;

const string KernelsJson = "artifacts/bench/kernels.json";

string error;
switch (args)
{
    case ["kernels", .. string[] rest]:
        if (!KernelOptions.TryParse(rest, out KernelOptions kernels, out error))
            break;
        if (!kernels.Help)
            return KernelsCommand.Run(kernels, KernelsJson);
        Console.WriteLine(KernelOptions.Usage);
        return 0;
    case ["differential", .. string[] rest]:
        if (!DifferentialOptions.TryParse(rest, out DifferentialOptions differential, out error))
            break;
        if (!differential.Help)
            return DifferentialCommand.Run(differential);
        Console.WriteLine(DifferentialOptions.Usage);
        return 0;
    default:
        error = "what to run is 'kernels' or 'differential'; each explains itself with --help";
        break;
}

Console.Error.WriteLine($"bench: {error}");
return 2;
