using Aether.LedgerBench;

const string LedgerJson = "artifacts/bench/ledger.json";

string error;
switch (args)
{
    case ["ledger", .. string[] rest]:
        if (!LedgerOptions.TryParse(rest, out LedgerOptions options, out error))
            break;
        if (!options.Help)
            return LedgerCommand.Run(options, LedgerJson);
        Console.WriteLine(LedgerOptions.Usage);
        return 0;
    default:
        error = "what to run is 'ledger'; it explains itself with --help";
        break;
}

Console.Error.WriteLine($"bench: {error}");
return 2;
