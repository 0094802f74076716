using System.Globalization;
using System.Text;
using Aether.Core.Types;

namespace Aether.Node.Devnet;

/// <summary>Tells a person where everything is and what to try.</summary>
internal static class DevnetBanner
{
    /// <summary>Addresses, folders, accounts and example commands.</summary>
    public static string Format(DevnetFolder folder, Uri rpc, ulong seed, Uri? firehose = null)
    {
        string address = rpc.ToString().TrimEnd('/');
        string hrp = AddressText.HrpFor(folder.Genesis.ChainId);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            JSON-RPC  {address}{(firehose is null ? "" : $"\nFirehose  {firehose.ToString().TrimEnd('/')} (gRPC)")}
            data      {folder.Root}
            chain     {folder.Genesis.ChainId}, genesis {folder.Genesis.Hash}
            accounts  key files in {Path.Combine(folder.Root, "accounts")}, worth nothing outside this network

            """);
        foreach (string name in DevnetAccounts.Of(folder.Genesis, seed))
        {
            string account = AddressText.Format(DevnetAccounts.AddressOf(seed, name), hrp);
            text.Append(CultureInfo.InvariantCulture, $"  {name,-8}{account}\n");
        }
        string alice = DevnetKeyFiles.PathOf(folder.Root, "alice");
        string bob = AddressText.Format(DevnetAccounts.AddressOf(seed, "bob"), hrp);
        string ctl = ClientCommand();
        text.Append(CultureInfo.InvariantCulture, $"""
            try
              {ctl} balance {bob} --rpc {address}
              {ctl} transfer --from {alice} --to {bob} --amount "1.5 SWR" --rpc {address}
              {ctl} faucet --mint "100 AIC" --to {bob} --rpc {address}
              curl -s -d '{CurlBody}' {address}
            """);
        return text.ToString();
    }

    // In a source tree the client stands beside the node's project and not on the PATH: print what can be pasted.
    private static string ClientCommand()
    {
        string source = AppContext.BaseDirectory.Replace("Aether.Node", "Aether.Tools", StringComparison.Ordinal);
        string path = Path.Combine(source, "aetherctl");
        if (!File.Exists(path))
        {
            return "aetherctl";
        }
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.Length < path.Length ? relative : path;
    }

    private const string CurlBody = """{"jsonrpc":"2.0","id":1,"method":"aeth_getFinalizedSlot"}""";
}
