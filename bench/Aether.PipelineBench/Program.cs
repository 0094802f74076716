using Aether.PipelineBench;
using Aether.PipelineBench.Modes;

string error;
switch (args)
{
    case ["pipeline", .. string[] rest]:
        if (!PipelineBenchOptions.TryParse(rest, out PipelineBenchOptions options, out error))
            break;
        if (options.Help)
        {
            Console.WriteLine(PipelineBenchOptions.Usage);
            return 0;
        }
        return options.Mode switch
        {
            BenchMode.Soak => SoakMode.Run(options),
            BenchMode.Admission => AdmissionMode.Run(options),
            _ => await ThroughputMode.RunAsync(options),
        };
    default:
        error = "what to run is 'pipeline'; it explains itself with --help";
        break;
}

Console.Error.WriteLine($"bench: {error}");
return 2;
