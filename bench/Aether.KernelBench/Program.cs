using Aether.KernelBench;

const string KernelsJson = "artifacts/bench/kernels.json";

switch (args)
{
    case ["kernels", .. string[] rest]:
        if (!KernelOptions.TryParse(rest, out KernelOptions options, out string error))
        {
            Console.Error.WriteLine($"kernels: {error}");
            return 2;
        }

        if (options.Help)
        {
            Console.WriteLine(KernelOptions.Usage);
            return 0;
        }

        return KernelsCommand.Run(options, KernelsJson);
    default:
        Console.Error.WriteLine("what to run is 'kernels'; it explains itself with --help");
        return 2;
}
