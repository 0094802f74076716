using Aether.NetBench.Turbine;

const string TurbineJson = "artifacts/bench/turbine.json";

string error;
switch (args)
{
    case ["turbine", .. string[] rest]:
        if (!TurbineOptions.TryParse(rest, out TurbineOptions options, out error))
            break;
        if (!options.Help)
            return TurbineCommand.Run(options, TurbineJson);
        Console.WriteLine(TurbineOptions.Usage);
        return 0;
    default:
        error = "what to run is 'turbine'; it explains itself with --help";
        break;
}

Console.Error.WriteLine($"bench: {error}");
return 2;
