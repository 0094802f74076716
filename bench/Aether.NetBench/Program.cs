using Aether.NetBench.Blocks;
using Aether.NetBench.Fill;
using Aether.NetBench.Loss;
using Aether.NetBench.Quic;
using Aether.NetBench.Turbine;

const string QuicJson = "artifacts/bench/quic.json";
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
    case ["quic", .. string[] rest]:
        if (!QuicBenchOptions.TryParse(rest, out QuicBenchOptions quic, out error))
            break;
        if (!quic.Help)
            return QuicCommand.Run(quic, QuicJson);
        Console.WriteLine(QuicBenchOptions.Usage);
        return 0;
    case ["loss", .. string[] rest]:
        return LossCommand.Run(rest, Console.Out);
    case ["fill", .. string[] rest]:
        if (!FillOptions.TryParse(rest, out FillOptions fill, out error))
            break;
        if (!fill.Help)
            return await FillCommand.RunAsync(fill, Console.Out).ConfigureAwait(false);
        Console.WriteLine(FillOptions.Usage);
        return 0;
    case ["blocks", .. string[] rest]:
        if (!BlocksOptions.TryParse(rest, out BlocksOptions blocks, out error))
            break;
        if (!blocks.Help)
            return BlocksCommand.Run(blocks, Console.Out);
        Console.WriteLine(BlocksOptions.Usage);
        return 0;
    default:
        error = "what to run is 'turbine', 'loss', 'quic', 'blocks' or 'fill'";
        break;
}

Console.Error.WriteLine($"bench: {error}");
return 2;
