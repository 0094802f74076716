using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>A call of a program with its own gas allowance.</summary>
public sealed record ProgramCall(ProgramId Program, ushort Method, byte[] Arguments, ulong Gas) : IAceValue<ProgramCall>
{
    /// <summary>Smallest encoded size: empty arguments.</summary>
    public const int MinEncodedBytes = Hash256.Bytes + 2 + 4 + 8;

    /// <inheritdoc/>
    public static ProgramCall Decode(ref AceReader reader) => new(
        new ProgramId(reader.Hash()),
        reader.U16(),
        reader.Bytes(Limits.Transaction.MaxCallArgumentBytes),
        reader.U64());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Program.Value);
        writer.U16(Method);
        writer.Bytes(Arguments);
        writer.U64(Gas);
    }
}
