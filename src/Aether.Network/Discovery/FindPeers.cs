using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;

namespace Aether.Network.Discovery;

/// <summary>Asks for the nodes that the answerer knows nearest to a place: <c>protocol u8 = 1, target 32</c>.</summary>
/// <remarks>The answer is a list of at most <see cref="Limits.Discovery.BucketNodes"/> records.</remarks>
public readonly record struct FindPeers(Hash256 Target) : IAceValue<FindPeers>
{
    /// <summary>First byte of the request.</summary>
    public const byte Protocol = 1;

    /// <inheritdoc/>
    public static FindPeers Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Protocol, DecodeError.BadTag);
        return new FindPeers(reader.Hash());
    }

    /// <summary>Reads an answer: its form alone; what the records say is to be checked.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> bytes, out NodeRecord[] records)
    {
        records = [];
        if (bytes.Length > Limits.Discovery.MaxAnswerBytes)
        {
            return false;
        }
        AceReader reader = new(bytes);
        records = reader.List<NodeRecord>(Limits.Discovery.BucketNodes, NodeRecord.MinEncodedBytes);
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <summary>Makes an answer.</summary>
    public static byte[] Answer(ReadOnlySpan<NodeRecord> records)
    {
        AceWriter writer = new(Limits.Peers.MaxRecordBytes);
        writer.List(records);
        return writer.ToArray();
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Protocol);
        writer.Hash(Target);
    }
}
