using Aether.RpcBench;

switch (args)
{
    case ["serve", string name]:
        return await ServerProcess.ServeAsync(name).ConfigureAwait(false);
    case [] or ["--quick"]:
        return Comparison.Run(quick: args.Length > 0, "artifacts/bench/rpc.json");
    default:
        Console.WriteLine("bench rpc [--quick]: JSON-RPC posts to this node's server and to a bare Kestrel handler");
        return args is ["--help"] ? 0 : 2;
}
