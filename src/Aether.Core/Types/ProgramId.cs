namespace Aether.Core.Types;

/// <summary>A program: a native one by its ASCII name padded with zeros, a contract by its object id.</summary>
public readonly record struct ProgramId(Hash256 Value) : IComparable<ProgramId>
{
    /// <summary>Moves native assets between accounts and UTxOs.</summary>
    public static readonly ProgramId Bank = FromName("bank"u8);

    /// <inheritdoc/>
    public int CompareTo(ProgramId other) => Value.CompareTo(other.Value);

    /// <summary>`0x` and 64 lower-case digits.</summary>
    public override string ToString() => Value.ToString();

    private static ProgramId FromName(ReadOnlySpan<byte> name)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Clear();
        name.CopyTo(bytes);
        return new ProgramId(new Hash256(bytes));
    }
}
