using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Execution.Contracts;

/// <summary>The parsed arguments of a call of the contract program.</summary>
/// <remarks><b>Ownership</b>: borrows the call's arguments. <b>Consensus</b>: which bytes are a call.</remarks>
internal struct ContractCall
{
    private byte[] _arguments;
    private int _dataOffset;
    private int _dataBytes;

    /// <summary>Method of the program.</summary>
    public ushort Method;

    /// <summary>Who acts: signs, owns what is changed, and pays.</summary>
    public Address Actor;

    /// <summary>The contract, or the code object that is discarded.</summary>
    public ObjectId Id;

    /// <summary>Chosen by the creator.</summary>
    public ulong Nonce;

    /// <summary>Hash of the uploaded code.</summary>
    public Hash256 CodeHash;

    /// <summary>Bytes of the uploaded code.</summary>
    public uint Size;

    /// <summary>Bytes uploaded before.</summary>
    public uint Offset;

    /// <summary>Code of a new contract or of its upgrade.</summary>
    public ObjectId Code;

    /// <summary>First height of an upgrade.</summary>
    public ulong Height;

    /// <summary>The admin, or the next one.</summary>
    public Address Other;

    /// <summary>Part of a code, or input of what runs.</summary>
    public readonly ReadOnlySpan<byte> Data => _arguments.AsSpan(_dataOffset, _dataBytes);

    /// <summary>Gas of a call before anything runs: for the last part of a code that of the gate, too.</summary>
    public readonly ulong Gas => ContractCalls.GasOf(_arguments.Length)
        + (Method == ContractCalls.UploadMethod && Offset + (ulong)(uint)_dataBytes == Size
            ? Size * ContractCalls.GateGasPerByte
            : 0);

    /// <summary>Reads a call's arguments; false when they are malformed or program or method are unknown.</summary>
    public static bool TryParse(ProgramCall call, out ContractCall parsed)
    {
        parsed = default;
        if (call.Program != NativePrograms.Contract || call.Method > ContractCalls.DiscardMethod)
        {
            return false;
        }
        AceReader reader = new(call.Arguments);
        parsed._arguments = call.Arguments;
        parsed.Method = call.Method;
        parsed.Actor = new Address(reader.Hash());
        switch (call.Method)
        {
            case ContractCalls.UploadMethod:
                parsed.ReadUpload(ref reader);
                break;
            case ContractCalls.DeployMethod:
                parsed.Nonce = reader.U64();
                parsed.Code = new ObjectId(reader.Hash());
                parsed.Other = new Address(reader.Hash());
                parsed.ReadData(ref reader);
                parsed.Id = ContractCalls.DeriveId(parsed.Actor, parsed.Nonce);
                break;
            default:
                parsed.Id = new ObjectId(reader.Hash());
                parsed.ReadChange(ref reader);
                break;
        }
        return !reader.Failed && reader.Remaining == 0;
    }

    // Every part but the last is full, so that the number of a part says where it lies.
    private void ReadUpload(ref AceReader reader)
    {
        CodeHash = reader.Hash();
        Size = reader.U32();
        Offset = reader.U32();
        ReadData(ref reader);
        reader.Require(Size is > 0 and <= Limits.Wasm.MaxModuleBytes && Offset < Size);
        reader.Require(Offset % CodeData.PartBytes == 0);
        reader.Require(reader.Failed || _dataBytes == Math.Min(Size - Offset, CodeData.PartBytes));
        Id = CodeData.DeriveId(Actor, CodeHash);
    }

    private void ReadChange(ref AceReader reader)
    {
        switch (Method)
        {
            case ContractCalls.ScheduleMethod:
                Code = new ObjectId(reader.Hash());
                Height = reader.U64();
                break;
            case ContractCalls.UpgradeMethod:
                ReadData(ref reader);
                break;
            case ContractCalls.SetAdminMethod:
                Other = new Address(reader.Hash());
                break;
        }
    }

    // A length and that many bytes, not copied.
    private void ReadData(ref AceReader reader)
    {
        uint length = reader.U32();
        reader.Require(length <= Limits.Contract.CodePartBytes, DecodeError.OverLimit);
        _dataOffset = reader.Offset;
        _dataBytes = reader.Failed ? 0 : reader.Fixed((int)length).Length;
    }
}
