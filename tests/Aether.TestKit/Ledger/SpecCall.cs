using System.Numerics;
using Aether.Core.Types;

namespace Aether.TestKit.Ledger;

/// <summary>The parts of an object or asset call: who acts, and on what.</summary>
public sealed record SpecCall(Address Actor, ObjectId Id)
{
    /// <summary>Kind of the object that is made.</summary>
    public ushort Kind { get; init; }

    /// <summary>The next owner, or who receives.</summary>
    public Address? Other { get; init; }

    /// <summary>Content, or a whole record.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>Units minted or burned.</summary>
    public BigInteger Amount { get; init; }
}
