namespace Aether.Core.Ledger;

/// <summary>What an object is, as a number inside its identifier and its record.</summary>
public static class ObjectKind
{
    /// <summary>An asset: its data is an <see cref="AssetData"/>, changed by the asset program only.</summary>
    public const ushort Asset = 1;

    /// <summary>A contract: its data is a <see cref="ContractData"/>, changed by the contract program only.</summary>
    public const ushort Contract = 2;

    /// <summary>Code of contracts: its data is a <see cref="CodeData"/>, its bytes are items.</summary>
    public const ushort Code = 3;

    /// <summary>The first number for objects whose data means nothing to the ledger.</summary>
    public const ushort FirstFree = 16;
}
