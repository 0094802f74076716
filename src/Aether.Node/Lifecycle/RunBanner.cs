using System.Globalization;
using Aether.Core.Types;
using Aether.Node.Logging;
using Aether.Node.Options;

namespace Aether.Node.Lifecycle;

/// <summary>Says once where everything is: lines for people, or one line of the log.</summary>
internal static class RunBanner
{
    /// <summary>Writes it to standard error, in the log's form.</summary>
    public static void Show(NodeHost node, RunOptions options, NodeEndpoints endpoints, NodeLog log)
    {
        Genesis genesis = node.View.Genesis;
        ulong height = node.View.Store.FinalizedHeader.Height;
        string role = node.View.Pipeline.Parts.OwnIndex is { } index ? $"validator {index}" : "observer";
        string data = Path.GetFullPath(options.DataFolder);
        if (log.Format == LogFormat.Text)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                JSON-RPC  {endpoints.Rpc!.TrimEnd('/')}
                Firehose  {endpoints.Firehose ?? "off"}
                metrics   {endpoints.Metrics ?? "off"}
                chain     {genesis.ChainId}, genesis {genesis.Hash}
                node      {role}, final height {height}
                data      {data}
                ready     {endpoints.Rpc}ready
                """));
        }
        log.Write(
            NodeEvents.Ready,
            "the node serves requests",
            ("chain", genesis.ChainId),
            ("genesis", genesis.Hash.ToString()),
            ("node", role),
            ("final_height", height),
            ("rpc", endpoints.Rpc!),
            ("metrics", endpoints.Metrics ?? "off"),
            ("data", data),
            ("age_ms", ProcessAge.Ms));
    }
}
