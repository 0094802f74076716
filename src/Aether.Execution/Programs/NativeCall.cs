using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Execution.Programs;

/// <summary>The parsed arguments of a call of the object or the asset program.</summary>
/// <remarks><b>Ownership</b>: borrows the call's arguments. <b>Consensus</b>: which bytes are a call.</remarks>
internal struct NativeCall
{
    private byte[] _arguments;
    private int _dataOffset;
    private int _dataBytes;

    /// <summary>True for the asset program.</summary>
    public bool IsAsset;

    /// <summary>Method of the program.</summary>
    public ushort Method;

    /// <summary>Who acts: signs, owns what is changed, and pays.</summary>
    public Address Actor;

    /// <summary>The object that is touched; derived by <see cref="DeriveId"/> when it is made.</summary>
    public ObjectId Id;

    /// <summary>Chosen by the creator.</summary>
    public ulong Nonce;

    /// <summary>Kind of the object that is made.</summary>
    public ushort Kind;

    /// <summary>The next owner, or who receives units.</summary>
    public Address Other;

    /// <summary>Decimals of the asset that is made.</summary>
    public byte Decimals;

    /// <summary>Units minted or burned.</summary>
    public UInt128 Amount;

    /// <summary>Content, symbol or archived record.</summary>
    public readonly ReadOnlySpan<byte> Data => _arguments.AsSpan(_dataOffset, _dataBytes);

    /// <summary>True for calls that make an object.</summary>
    public readonly bool IsCreate => Method == ObjectCalls.CreateMethod;

    /// <summary>True when a program of this parser is called.</summary>
    public static bool Concerns(ProgramCall call) =>
        call.Program == NativePrograms.Object || call.Program == NativePrograms.Asset;

    /// <summary>Gas of a call of one of the programs.</summary>
    public static ulong GasOf(ProgramCall call) => call.Program == NativePrograms.Object
        ? ObjectCalls.GasOf(call.Arguments.Length)
        : AssetCalls.CallGas;

    /// <summary>Reads a call's arguments; false when they are malformed or program or method are unknown.</summary>
    public static bool TryParse(ProgramCall call, out NativeCall parsed)
    {
        parsed = default;
        parsed.IsAsset = call.Program == NativePrograms.Asset;
        if (!parsed.IsAsset && call.Program != NativePrograms.Object)
        {
            return false;
        }
        AceReader reader = new(call.Arguments);
        parsed._arguments = call.Arguments;
        parsed.Method = call.Method;
        parsed.Actor = new Address(reader.Hash());
        if (parsed.IsAsset)
        {
            parsed.ReadAsset(ref reader);
        }
        else
        {
            parsed.ReadObject(ref reader);
        }
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <summary>Names the object that a creating call makes.</summary>
    public void DeriveId()
    {
        if (IsCreate)
        {
            Id = ObjectRecord.DeriveId(Actor, Nonce, Kind);
        }
    }

    private void ReadObject(ref AceReader reader)
    {
        reader.Require(Method <= ObjectCalls.RestoreMethod);
        if (IsCreate)
        {
            Nonce = reader.U64();
            Kind = reader.U16();
            Other = new Address(reader.Hash());
            ReadData(ref reader, Limits.Ledger.MaxObjectBytes);
            return;
        }
        Id = new ObjectId(reader.Hash());
        switch (Method)
        {
            case ObjectCalls.UpdateMethod:
                ReadData(ref reader, Limits.Ledger.MaxObjectBytes);
                break;
            case ObjectCalls.TransferMethod:
                Other = new Address(reader.Hash());
                break;
            case ObjectCalls.RestoreMethod:
                ReadData(ref reader, ObjectRecord.HeaderBytes + Limits.Ledger.MaxObjectBytes);
                break;
        }
    }

    private void ReadAsset(ref AceReader reader)
    {
        reader.Require(Method <= AssetCalls.BurnMethod);
        if (IsCreate)
        {
            Nonce = reader.U64();
            Kind = ObjectKind.Asset;
            Other = new Address(reader.Hash());
            Decimals = reader.U8();
            reader.Require(Decimals <= Limits.Ledger.MaxDecimals);
            ReadData(ref reader, Limits.Ledger.MaxSymbolBytes);
            return;
        }
        Id = new ObjectId(reader.Hash());
        if (Method == AssetCalls.MintMethod)
        {
            Other = new Address(reader.Hash());
        }
        Amount = reader.U128();
        reader.Require(Amount != 0);
    }

    // A length and that many bytes, not copied.
    private void ReadData(ref AceReader reader, int max)
    {
        uint length = reader.U32();
        reader.Require(length <= (uint)max, DecodeError.OverLimit);
        _dataOffset = reader.Offset;
        _dataBytes = reader.Failed ? 0 : reader.Fixed((int)length).Length;
    }
}
