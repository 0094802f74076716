using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>Something a program reports for those who follow the chain.</summary>
public sealed record LedgerEvent(ProgramId Program, Hash256[] Topics, byte[] Data) : IAceValue<LedgerEvent>
{
    /// <summary>Smallest encoded size: no topics, no data.</summary>
    public const int MinEncodedBytes = Hash256.Bytes + 4 + 4;

    /// <inheritdoc/>
    public static LedgerEvent Decode(ref AceReader reader)
    {
        ProgramId program = new(reader.Hash());
        Hash256[] topics = new Hash256[reader.Count(Limits.Receipt.MaxTopics, Hash256.Bytes)];
        for (int index = 0; index < topics.Length; index++)
        {
            topics[index] = reader.Hash();
        }
        return new LedgerEvent(program, topics, reader.Bytes(Limits.Receipt.MaxEventBytes));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Program.Value);
        writer.Length(Topics.Length);
        foreach (Hash256 topic in Topics)
        {
            writer.Hash(topic);
        }
        writer.Bytes(Data);
    }
}
