using System.Text.Json;
using Aether.Consensus.Sequencing;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>What this node did as leader of a slot.</summary>
internal sealed class SequenceMethods(NodeView node)
{
    /// <summary>aeth_getSequence.</summary>
    public void GetSequence(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        if (!node.Pipeline.Sequences.TryFind(parameters.Number(0, "view"), out SlotSequence? sequence))
        {
            json.WriteNullValue();
            return;
        }
        SequenceError error = SequenceVerifier.Check(sequence);
        json.WriteStartObject();
        json.WriteNumber("view", sequence.View);
        json.WriteNumber("proposer", sequence.Proposer);
        Json.WriteHash(json, "previous", sequence.Previous);
        Json.WriteHash(json, "head", sequence.Head);
        bool isSealed = sequence.Steps is [.., { Kind: SequenceKind.Sealed }];
        json.WriteString("blockHash", isSealed ? sequence.Steps[^1].Id.ToString() : null);
        json.WriteNumber("steps", sequence.Steps.Length);
        json.WriteNumber("lost", sequence.Steps.Aggregate(0UL, (sum, step) => sum + step.LostCount));
        json.WriteBoolean("complete", error == SequenceError.None);
        WriteGaps(json, "gapsNs", SequenceVerifier.Gaps(sequence));
        WriteGaps(json, "allGapsNs", node.Pipeline.Sequences.ReadGaps());
        Json.WriteRaw(json, "raw", sequence);
        json.WriteEndObject();
    }

    private static void WriteGaps(Utf8JsonWriter json, string name, GapHistogram gaps)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", gaps.Count);
        json.WriteNumber("p50", gaps.Percentile(50));
        json.WriteNumber("p95", gaps.Percentile(95));
        json.WriteNumber("p99", gaps.Percentile(99));
        json.WriteNumber("max", gaps.Max);
        json.WriteEndObject();
    }
}
