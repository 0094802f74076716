using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>Calls of the asset program.</summary>
/// <remarks><b>Consensus</b>: method numbers, argument forms and gas.</remarks>
public static class AssetCalls
{
    /// <summary>Makes an asset: creator, nonce, authority, decimals, symbol.</summary>
    public const ushort CreateMethod = 0;

    /// <summary>Makes units of it: authority, asset, receiver, amount.</summary>
    public const ushort MintMethod = 1;

    /// <summary>Destroys units in the authority's account: authority, asset, amount.</summary>
    public const ushort BurnMethod = 2;

    /// <summary>Gas of any call.</summary>
    public const ulong CallGas = 2_000;

    /// <summary>The asset that a creator's call makes.</summary>
    public static AssetId DeriveId(Address creator, ulong nonce) =>
        new(ObjectRecord.DeriveId(creator, nonce, ObjectKind.Asset).Value);

    /// <summary>A call that makes an asset without any units. The creator pays the deposit of its object.</summary>
    public static ProgramCall Create(Address creator, ulong nonce, Address authority, byte decimals, byte[] symbol)
    {
        AceWriter writer = new(80 + symbol.Length);
        writer.Hash(creator.Value);
        writer.U64(nonce);
        writer.Hash(authority.Value);
        writer.U8(decimals);
        writer.Bytes(symbol);
        return Call(CreateMethod, writer);
    }

    /// <summary>A call that makes units.</summary>
    public static ProgramCall Mint(Address authority, AssetId asset, Address to, UInt128 amount)
    {
        AceWriter writer = new(112);
        writer.Hash(authority.Value);
        writer.Hash(asset.Value);
        writer.Hash(to.Value);
        writer.U128(amount);
        return Call(MintMethod, writer);
    }

    /// <summary>A call that destroys units which the authority holds.</summary>
    public static ProgramCall Burn(Address authority, AssetId asset, UInt128 amount)
    {
        AceWriter writer = new(80);
        writer.Hash(authority.Value);
        writer.Hash(asset.Value);
        writer.U128(amount);
        return Call(BurnMethod, writer);
    }

    private static ProgramCall Call(ushort method, AceWriter writer) =>
        new(NativePrograms.Asset, method, writer.ToArray(), CallGas);
}
