using Aether.Core.Types;

namespace Aether.TestKit.Ledger;

/// <summary>The parts of a call of the contract program.</summary>
public sealed record SpecContractCall(ushort Method, Address Actor)
{
    /// <summary>What it makes or changes.</summary>
    public ObjectId Id { get; init; }

    /// <summary>Hash of a code.</summary>
    public Hash256 Hash { get; init; }

    /// <summary>Bytes of a code.</summary>
    public uint Size { get; init; }

    /// <summary>Bytes before a part of it.</summary>
    public uint Offset { get; init; }

    /// <summary>The code of a contract.</summary>
    public ObjectId Code { get; init; }

    /// <summary>Height of an upgrade.</summary>
    public ulong Height { get; init; }

    /// <summary>An admin.</summary>
    public Address Other { get; init; }

    /// <summary>A part of a code, or an input.</summary>
    public byte[] Data { get; init; } = [];
}
