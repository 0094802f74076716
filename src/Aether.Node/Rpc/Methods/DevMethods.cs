using System.Text.Json;
using Aether.Core;
using Aether.Node.Devnet.Control;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>What a chain for development can be told; every other chain refuses.</summary>
/// <param name="control">Null on a chain that goes by its own clock.</param>
internal sealed class DevMethods(DevControl? control)
{
    private DevControl Control => control ?? throw new RpcException(
        RpcErrorCode.NamespaceDisabled,
        "this chain goes by its own clock; blocks and time can be asked for where one validator is alone and runs "
        + "with --dev",
        ("enable", "start a chain for development: aether dev"));

    /// <summary>aeth_dev_mine.</summary>
    public async Task<Action<Utf8JsonWriter>> Mine(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(1);
        DevControl dev = Control;
        int blocks = parameters.CountOr(0, "blocks", 1, Limits.Development.MaxBlocks);
        ulong asked = dev.FinalHeight;
        ulong height = await dev.MineAsync(blocks, stop).ConfigureAwait(false);
        return height >= asked + (ulong)blocks
            ? json => json.WriteNumberValue(height)
            : throw new RpcException(RpcErrorCode.NotReady, "the node stopped itself");
    }

    /// <summary>aeth_dev_mineToEpoch.</summary>
    public async Task<Action<Utf8JsonWriter>> MineToEpoch(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(1);
        DevControl dev = Control;
        uint? epoch = parameters.Find(0) is null ? null : (uint)Quantity(parameters, "epoch", 0, uint.MaxValue - 1);
        try
        {
            uint reached = await dev.MineToEpochAsync(epoch, stop).ConfigureAwait(false);
            ulong height = dev.FinalHeight;
            return json =>
            {
                json.WriteStartObject();
                json.WriteNumber("epoch", reached);
                json.WriteNumber("height", height);
                json.WriteEndObject();
            };
        }
        catch (DevEpochException error)
        {
            throw new RpcException(RpcErrorCode.LimitExceeded, error.Message);
        }
    }

    /// <summary>aeth_dev_setAutomine.</summary>
    public void SetAutomine(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        DevControl dev = Control;
        if (parameters.Find(0) is null)
        {
            throw RpcParameters.Invalid("parameter 0 (enabled) is true or false");
        }
        dev.SetAutomine(parameters.FlagOr(0, "enabled", fallback: true));
        WriteClock(dev, json);
    }

    /// <summary>aeth_dev_advanceTime.</summary>
    public void AdvanceTime(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        DevControl dev = Control;
        if (parameters.Find(0) is null)
        {
            throw RpcParameters.Invalid("parameter 0 (milliseconds) is a whole number");
        }
        ulong milliseconds = Quantity(parameters, "milliseconds", 0, Limits.Development.MaxAheadMs);
        if ((long)milliseconds + dev.Clock.OffsetMs > Limits.Development.MaxAheadMs)
        {
            throw RpcParameters.OverLimit(
                $"the clock is at most {Limits.Development.MaxAheadMs} ms ahead",
                Limits.Development.MaxAheadMs,
                milliseconds);
        }
        dev.AdvanceTime(TimeSpan.FromMilliseconds(milliseconds));
        WriteClock(dev, json);
    }

    /// <summary>aeth_dev_clock.</summary>
    public void GetClock(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        WriteClock(Control, json);
    }

    private static ulong Quantity(RpcParameters parameters, string name, ulong fallback, long most)
    {
        if (parameters.Find(0) is not { } item)
        {
            return fallback;
        }
        if (!RpcParameters.TryQuantity(item, out ulong value))
        {
            throw RpcParameters.Invalid($"parameter 0 ({name}) is a whole number");
        }
        return value <= (ulong)most
            ? value
            : throw RpcParameters.OverLimit($"parameter 0 ({name}) is at most {most}", most, value);
    }

    private static void WriteClock(DevControl dev, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("automine", dev.Clock.IsRunning);
        json.WriteNumber("timeMs", dev.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteNumber("offsetMs", dev.Clock.OffsetMs);
        json.WriteEndObject();
    }
}
