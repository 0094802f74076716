using Aether.RpcBench;

if (args is ["serve", string name])
{
    return await ServerProcess.ServeAsync(name).ConfigureAwait(false);
}
if (ComparisonOptions.Read(args) is { } options)
{
    return Comparison.Run(options, "artifacts/bench/rpc.json");
}
Console.WriteLine("bench rpc [--quick] [--rounds COUNT] [--seconds TIME] [--server NAME] [--load NAME]");
Console.WriteLine("JSON-RPC posts to this node's server and to a bare Kestrel handler, each on one processor");
return args is ["--help"] ? 0 : 2;
