using System.Text.Json;
using Aether.Consensus.Epochs;
using Aether.Core.Types;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Epochs, who serves in them, and the proofs that lead from one to the next.</summary>
internal sealed class EpochMethods(NodeView node, BlockLookup blocks)
{
    private uint Current => node.Pipeline.ConsensusStatus.Epoch;

    /// <summary>aeth_getEpoch.</summary>
    public void GetEpoch(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        if (Find(parameters) is not { } epoch)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteBoolean("current", epoch.Epoch == Current);
        json.WriteNumber("rootView", epoch.RootView);
        json.WriteNumber("rootHeight", epoch.RootHeader.Height);
        Json.WriteHash(json, "rootHash", epoch.RootHash);
        json.WriteNumber("endView", epoch.EndView);
        Json.WriteHash(json, "randomness", epoch.Randomness);
        json.WriteNumber("validatorCount", epoch.Validators.Count);
        Json.WriteAmount(json, "totalStake", epoch.Validators.TotalStake);
        json.WriteEndObject();
    }

    /// <summary>aeth_getValidators.</summary>
    public void GetValidators(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        if (Find(parameters) is not { } epoch)
        {
            json.WriteNullValue();
            return;
        }
        ValidatorSet set = epoch.Validators;
        ValidatorRecord?[] records = blocks.ReadState(
            new BlockTag(BlockTagKind.Finalized, 0, default),
            (_, state) => Array.ConvertAll(set.Validators.ToArray(), item => RecordOf(state, item.Address)));
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        Json.WriteAmount(json, "totalStake", set.TotalStake);
        json.WriteStartArray("validators");
        for (int index = 0; index < set.Count; index++)
        {
            WriteValidator(json, index, set[index], records[index]);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>aeth_getEpochProof.</summary>
    public void GetEpochProof(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        ulong closed = parameters.Number(0, "epoch");
        if (closed >= uint.MaxValue || !node.Store.TryGetEpoch((uint)closed + 1, out EpochProof? proof))
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteNumber("epoch", closed);
        Json.WriteRaw(json, "raw", proof);
        json.WriteEndObject();
    }

    private static ValidatorRecord? RecordOf(IStateReader state, Address address) =>
        state.TryGetValidator(address, out ValidatorRecord? record) ? record : null;

    private void WriteValidator(Utf8JsonWriter json, int index, Validator validator, ValidatorRecord? record)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteString("address", AddressText.Format(validator.Address, node.AddressPrefix));
        Json.WriteAmount(json, "stake", validator.Stake);
        Json.WriteAmount(json, "bondedStake", record?.Stake ?? 0);
        json.WriteNumber("jailedUntil", record?.JailedUntil ?? 0);
        json.WriteBoolean("tombstoned", record?.IsTombstoned ?? false);
        json.WriteStartArray("convictions");
        foreach (PastConviction past in record?.Convictions ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", past.Epoch);
            json.WriteString("kind", past.Kind.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("coldKey", validator.ColdKey.ToString());
        json.WriteString("blsKey", validator.BlsKey.ToString());
        json.WriteString("vrfKey", validator.VrfKey.ToString());
        json.WriteString("kesKey", validator.KesKey.ToString());
        json.WriteEndObject();
    }

    // The current epoch without a parameter; null for one that did not begin.
    private EpochContext? Find(RpcParameters parameters)
    {
        ulong epoch = parameters.Find(0) is null ? Current : parameters.Number(0, "epoch");
        return epoch > uint.MaxValue ? null : node.Epochs.Find((uint)epoch);
    }
}
