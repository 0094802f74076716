using System.Globalization;
using System.Text.Json;
using Aether.Node.Lifecycle;

namespace Aether.Node.Rpc;

/// <summary>Whether the node does its work, for probes and for people who open its address in a browser.</summary>
internal sealed record NodeHealth(
    bool IsReady,
    string ChainId,
    string GenesisHash,
    ulong View,
    ulong FinalizedHeight,
    string? FaultReason,
    Uri? Address)
{
    /// <summary>Answers /live, /startup, /ready and /health; null where there is only this record.</summary>
    public HealthProbes? Probes { get; init; }

    /// <summary>The page behind GET /.</summary>
    public string Page() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        Aether node
        chain      {{ChainId}}
        genesis    {{GenesisHash}}
        slot       {{View}}
        finalized  {{FinalizedHeight}}
        state      {{FaultReason ?? (IsReady ? "running" : "starting")}}

        JSON-RPC 2.0 goes to this address with POST, for example:
        curl -s -d '{"jsonrpc":"2.0","id":1,"method":"aeth_getFinalizedSlot"}' {{Address}}

        """);

    /// <summary>The body behind GET /ready and /health.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        ready = IsReady,
        chainId = ChainId,
        slot = View,
        finalizedHeight = FinalizedHeight,
        fault = FaultReason,
    });
}
