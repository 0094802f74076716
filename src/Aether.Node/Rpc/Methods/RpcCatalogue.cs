using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>The one description of the interface: documents, discovery and tests are made from it.</summary>
internal static partial class RpcCatalogue
{
    /// <summary>How calls arrive.</summary>
    public static readonly string[] Transports = ["http", "websocket"];

    /// <summary>What can be subscribed to.</summary>
    public static readonly string[] Topics =
    [
        "newHeads", "finalizedHeads", "slots", "logs", "transaction", "account", "mempool", "peers", "metrics",
    ];

    private static RpcParameterInfo Tag => new("tag", "tag", false, "Which block; the executed head without.");
    private static RpcParameterInfo Full => new("full", "boolean", false, "Whole transactions, not hashes.");

    // The parts are in other files, whose fields may be set after those here.
    private static readonly Lazy<RpcMethodInfo[]> s_all = new(static () =>
    [
        .. ChainGroup, .. NodeGroup, .. BlockGroup, .. StateGroup, .. ContractGroup, .. TransactionGroup,
        .. StakingGroup, .. OtherGroup,
    ]);

    /// <summary>All methods, in the order of the document.</summary>
    public static IReadOnlyList<RpcMethodInfo> All => s_all.Value;

    /// <summary>The description of a name.</summary>
    public static RpcMethodInfo Of(string name) => All.First(info => info.Name == name);

    private static RpcParameterInfo Must(string name, string type, string summary) => new(name, type, true, summary);

    private static RpcParameterInfo May(string name, string type, string summary) => new(name, type, false, summary);

    private static RpcExample Example(string name, string parameters, string? result = null) =>
        new(name, parameters, result);
}
