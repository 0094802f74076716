using System.Text.Json;
using Aether.Core;
using Aether.Node.Devnet.Control;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Subscriptions;

namespace Aether.Node.Rpc.Methods;

/// <summary>Copies of a chain for development, and its way back to them; every other chain refuses.</summary>
/// <param name="control">Null on a chain that goes by its own clock.</param>
internal sealed class DevSnapshotMethods(DevControl? control)
{
    private (DevControl Control, DevSnapshots Snapshots) Dev => control is { Snapshots: { } snapshots }
        ? (control, snapshots)
        : throw new RpcException(
            RpcErrorCode.NamespaceDisabled,
            "this chain is not put back; that is for chains that one validator runs with --dev",
            ("enable", "start a chain for development: aether dev"));

    /// <summary>aeth_dev_snapshot.</summary>
    public async Task<Action<Utf8JsonWriter>> Take(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(0);
        DevControl dev = Dev.Control;
        DevSnapshot made = await Try(() => dev.SnapshotAsync(stop)).ConfigureAwait(false);
        return json => Write(made, json);
    }

    /// <summary>aeth_dev_snapshots.</summary>
    public void List(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStartArray();
        foreach (DevSnapshot snapshot in Dev.Snapshots.List())
        {
            Write(snapshot, json);
        }
        json.WriteEndArray();
    }

    /// <summary>aeth_dev_revert.</summary>
    public async Task<Action<Utf8JsonWriter>> Revert(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(1);
        (DevControl dev, DevSnapshots snapshots) = Dev;
        if (parameters.Find(0) is not { } item || !RpcParameters.TryQuantity(item, out ulong id))
        {
            throw RpcParameters.Invalid("parameter 0 (id) is the number of a snapshot");
        }
        if (SubscriptionCall.Current is not null)
        {
            throw new RpcException(
                RpcErrorCode.InvalidRequest,
                "connections that are told of events end when the chain is put back; ask by HTTP");
        }
        DevSnapshot found = snapshots.Find(id)
            ?? throw RpcParameters.Invalid($"no snapshot has the number {id}; aeth_dev_snapshots lists them");
        DevSnapshot snapshot = await Try(() => dev.RevertAsync(found)).ConfigureAwait(false);
        return json => Write(snapshot, json);
    }

    /// <summary>aeth_dev_dumpState.</summary>
    public async Task<Action<Utf8JsonWriter>> Dump(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(0);
        DevControl dev = Dev.Control;
        byte[] archive = await Try(() => dev.DumpAsync(stop)).ConfigureAwait(false);
        return json => json.WriteBase64StringValue(archive);
    }

    private static async Task<T> Try<T>(Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (DevSnapshotException error)
        {
            throw new RpcException(
                error.IsLimit ? RpcErrorCode.LimitExceeded : RpcErrorCode.NotReady, error.Message);
        }
    }

    private static void Write(DevSnapshot snapshot, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", snapshot.Id);
        json.WriteNumber("height", snapshot.Height);
        json.WriteNumber("timeMs", snapshot.TimeMs);
        json.WriteNumber("offsetMs", snapshot.OffsetMs);
        json.WriteBoolean("automine", snapshot.Automine);
        json.WriteEndObject();
    }
}
