using Aether.WasmBench;

string error;
switch (args)
{
    case ["wasm", .. string[] rest]:
        if (!WasmOptions.TryParse(rest, out WasmOptions options, out error))
        {
            break;
        }

        if (!options.Help)
        {
            return WasmCommand.Run(options);
        }

        Console.WriteLine(WasmOptions.Usage);
        return 0;
    default:
        error = "what to run is 'wasm'; it explains itself with --help";
        break;
}

Console.Error.WriteLine($"bench: {error}");
return 2;
