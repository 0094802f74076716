using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Execution.Contracts;

namespace Aether.TestKit.Ledger;

/// <summary>
/// The contract program once more, on the dictionaries of a naive ledger. Methods run in the interpreter, on a naive
/// state.
/// </summary>
public sealed class SpecContracts
{
    private const int PartBytes = 16_384;
    private readonly SpecLedger _ledger;
    private readonly SpecPrograms _programs;
    private readonly ModuleCache _modules = ModuleCache.Create();
    private readonly SpecRuntime _state;
    private ContractRunner _runner = null!;
    private byte[] _result = [];

    /// <summary>The contracts of a ledger.</summary>
    public SpecContracts(SpecLedger ledger, SpecPrograms programs)
    {
        _ledger = ledger;
        _programs = programs;
        _state = new SpecRuntime(ledger, programs);
    }

    /// <summary>What contracts see.</summary>
    internal SpecRuntime State => _state;

    /// <summary>Hash of what the last call returned or failed with.</summary>
    public Hash256 ReturnHash => _result.Length == 0 ? Hash256.Zero : new Hash256(SHA256.HashData(_result));

    /// <summary>Starts a call of any program: nothing was returned by it yet.</summary>
    public void BeginCall() => _result = [];

    /// <summary>A call of nothing that the transaction declared.</summary>
    public ReceiptStatus Unknown(ProgramCall call)
    {
        ObjectId program = new(call.Program.Value);
        _result = Ace.Encode(new ContractFailure(program, ReceiptStatus.UnknownProgram, 0, program, false, []));
        return ReceiptStatus.UnknownProgram;
    }

    /// <summary>What a call costs before anything runs.</summary>
    public static BigInteger GasOf(ProgramCall call)
    {
        BigInteger gas = 3_000 + call.Arguments.Length;
        return Parse(call) is { Method: 0 } parts && parts.Offset + parts.Data.Length == parts.Size
            ? gas + (40 * (BigInteger)parts.Size)
            : gas;
    }

    /// <summary>Who must sign for a call; null when it is none of the program.</summary>
    public static Address? Actor(ProgramCall call) => Parse(call)?.Actor;

    /// <summary>Executes a call that is paid for.</summary>
    public ReceiptStatus Run(Transaction transaction, ProgramCall call, BigInteger gas, out ulong used)
    {
        using ContractRunner runner = new(_modules);
        _runner = runner;
        ReceiptStatus status = RunWith(transaction, call, gas, out bool hasResult, out used);
        if (hasResult)
        {
            _result = runner.Failure is { } failure ? Ace.Encode(failure) : runner.Output.ToArray();
        }
        return status;
    }

    private ReceiptStatus RunWith(
        Transaction transaction, ProgramCall call, BigInteger gas, out bool hasResult, out ulong used)
    {
        hasResult = false;
        used = 0;
        _state.Begin(transaction);
        uint pages = transaction.Body.MemoryLimit;
        if (call.Program != NativePrograms.Contract)
        {
            if (call.Method != 0)
            {
                return ReceiptStatus.BadCall;
            }
            hasResult = true;
            return _runner.Run(
                _state, new ObjectId(call.Program.Value), call.Arguments, (ulong)gas, pages, out used);
        }
        if (Parse(call) is not { } parts)
        {
            return ReceiptStatus.BadCall;
        }
        hasResult = true;
        _runner.Forget();
        ReceiptStatus status = parts.Method switch
        {
            0 => Upload(parts),
            1 => Deploy(parts, (ulong)gas, pages, out used),
            5 => Discard(parts),
            _ => Change(parts, (ulong)gas, pages, out used),
        };
        _runner.NoteOutside(parts.Id, status, _state);
        return status;
    }

    // The fixed forms: null where a length is not exactly right or a number is out of bounds.
    private static SpecContractCall? Parse(ProgramCall call)
    {
        if (call.Program != NativePrograms.Contract || call.Arguments.Length < 64)
        {
            return null;
        }
        Address actor = new(new Hash256(call.Arguments.AsSpan(0, 32)));
        ReadOnlySpan<byte> rest = call.Arguments.AsSpan(32);
        SpecContractCall parts = new(call.Method, actor);
        switch (call.Method)
        {
            case 0:
                Hash256 hash = HashAt(rest, 0);
                uint size = rest.Length < 44 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(rest[32..]);
                uint offset = rest.Length < 44 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(rest[36..]);
                bool fits = size is > 0 and <= 524_288 && offset < size && offset % PartBytes == 0;
                return fits && Data(rest[40..]) is { } part && part.Length == Math.Min(PartBytes, size - offset)
                    ? parts with
                    {
                        Id = CodeData.DeriveId(actor, hash),
                        Hash = hash,
                        Size = size,
                        Offset = offset,
                        Data = part,
                    }
                    : null;
            case 1:
                return rest.Length >= 76 && Data(rest[72..]) is { } input
                    ? parts with
                    {
                        Id = ObjectRecord.DeriveId(actor, BinaryPrimitives.ReadUInt64LittleEndian(rest), 2),
                        Code = new ObjectId(HashAt(rest, 8)),
                        Other = new Address(HashAt(rest, 40)),
                        Data = input,
                    }
                    : null;
            case 2:
                return rest.Length == 72
                    ? parts with
                    {
                        Id = new ObjectId(HashAt(rest, 0)),
                        Code = new ObjectId(HashAt(rest, 32)),
                        Height = BinaryPrimitives.ReadUInt64LittleEndian(rest[64..]),
                    }
                    : null;
            case 3:
                return rest.Length >= 36 && Data(rest[32..]) is { } bytes
                    ? parts with { Id = new ObjectId(HashAt(rest, 0)), Data = bytes }
                    : null;
            case 4:
                return rest.Length == 64
                    ? parts with { Id = new ObjectId(HashAt(rest, 0)), Other = new Address(HashAt(rest, 32)) }
                    : null;
            case 5:
                return rest.Length == 32 ? parts with { Id = new ObjectId(HashAt(rest, 0)) } : null;
            default:
                return null;
        }
    }

    private static Hash256 HashAt(ReadOnlySpan<byte> bytes, int offset) => new(bytes.Slice(offset, 32));

    private static byte[]? Data(ReadOnlySpan<byte> bytes)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= PartBytes && length == bytes.Length - 4 ? bytes[4..].ToArray() : null;
    }

    private ReceiptStatus Upload(SpecContractCall parts)
    {
        ObjectId id = parts.Id;
        if (parts.Offset == 0)
        {
            CodeData none = new(0, parts.Hash, parts.Size, 0, false);
            ReceiptStatus made = Make(parts, 3, parts.Actor, Ace.Encode(none));
            if (made != ReceiptStatus.Success)
            {
                return made;
            }
        }
        ReceiptStatus status = Open(parts, 3, out ObjectRecord old);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        Ace.TryDecode(old.Data, out CodeData data, out _);
        if (data.Ready)
        {
            return ReceiptStatus.CodeState;
        }
        if (data.Size != parts.Size || data.Received != parts.Offset)
        {
            return ReceiptStatus.CodeMismatch;
        }
        if (!_programs.IsWritable(id.Value))
        {
            return _state.Lacks(id, true);
        }
        _ledger.PutItem(id, CodeData.PartKey((int)(parts.Offset / PartBytes)), parts.Data);
        uint received = parts.Offset + (uint)parts.Data.Length;
        data = data with
        {
            Stored = data.Stored + (ulong)parts.Data.Length + 64,
            Received = received,
            Ready = received == data.Size,
        };
        if (data.Ready)
        {
            byte[] code = [.. Enumerable.Range(0, (int)((received + PartBytes - 1) / PartBytes))
                .SelectMany(part => _ledger.Items[(id, CodeData.PartKey(part))])];
            byte[] hash = new byte[32];
            Blake3.Hash(code, hash);
            if (!parts.Hash.Span.SequenceEqual(hash))
            {
                return ReceiptStatus.CodeMismatch;
            }
            if (!_runner.Modules.Passes(code))
            {
                return ReceiptStatus.GateRefused;
            }
        }
        status = Put(parts, old, old with { Data = Ace.Encode(data) });
        return status == ReceiptStatus.Success ? Report(parts, null) : status;
    }

    private ReceiptStatus Deploy(SpecContractCall parts, ulong gas, uint pages, out ulong used)
    {
        used = 0;
        ReceiptStatus status = Ready(parts.Code, out CodeData code);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        ContractData data = new(0, parts.Code, code.CodeHash, 0, 2, default, 0);
        status = Make(parts, 2, parts.Other, Ace.Encode(data));
        if (status == ReceiptStatus.Success)
        {
            status = _runner.RunHook(
                _state, parts.Id, parts.Actor, "init"u8, parts.Data, gas, pages, out used);
        }
        return status == ReceiptStatus.Success ? Report(parts, data) : status;
    }

    private ReceiptStatus Change(SpecContractCall parts, ulong gas, uint pages, out ulong used)
    {
        used = 0;
        ReceiptStatus status = Open(parts, 2, out ObjectRecord old);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        Ace.TryDecode(old.Data, out ContractData data, out _);
        ObjectRecord next = old;
        if (parts.Method == 4)
        {
            next = old with { Owner = parts.Other };
        }
        else if (parts.Method == 2)
        {
            bool cancels = parts.Code.Value.IsZero;
            if (cancels ? data.NextHeight == 0 || parts.Height != 0 : parts.Height <= _state.Height)
            {
                return ReceiptStatus.NotScheduled;
            }
            status = cancels ? ReceiptStatus.Success : Ready(parts.Code, out _);
            data = data with { NextCode = parts.Code, NextHeight = parts.Height };
        }
        else
        {
            if (data.NextHeight == 0 || _state.Height < data.NextHeight)
            {
                return ReceiptStatus.NotScheduled;
            }
            status = Ready(data.NextCode, out CodeData code);
            data = new ContractData(
                data.Stored, data.NextCode, code?.CodeHash ?? default, data.CodeVersion + 1, 2, default, 0);
        }
        if (status == ReceiptStatus.Success)
        {
            status = Put(parts, old, next with { Data = Ace.Encode(data) });
        }
        if (status == ReceiptStatus.Success && parts.Method == 3)
        {
            status = _runner.RunHook(
                _state, parts.Id, parts.Actor, "upgrade"u8, parts.Data, gas, pages, out used);
        }
        return status == ReceiptStatus.Success ? Report(parts, data) : status;
    }

    private ReceiptStatus Discard(SpecContractCall parts)
    {
        ReceiptStatus status = Open(parts, 3, out ObjectRecord old);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        Ace.TryDecode(old.Data, out CodeData data, out _);
        if (data.Ready)
        {
            return ReceiptStatus.CodeState;
        }
        if (!_programs.IsWritable(parts.Id.Value))
        {
            return _state.Lacks(parts.Id, true);
        }
        for (int part = 0; part * PartBytes < data.Received; part++)
        {
            _ledger.RemoveItem(parts.Id, CodeData.PartKey(part));
        }
        status = Put(parts, old, null);
        return status == ReceiptStatus.Success ? Report(parts, null) : status;
    }

    private ReceiptStatus Ready(ObjectId id, out CodeData data)
    {
        ReceiptStatus status = _state.TryOpenCode(id, out data);
        return status == ReceiptStatus.Success && !data.Ready ? ReceiptStatus.CodeState : status;
    }

    private ReceiptStatus Make(SpecContractCall parts, ushort kind, Address owner, byte[] data)
    {
        if (!_programs.IsReadable(parts.Id.Value))
        {
            return _state.Lacks(parts.Id, true);
        }
        if (_ledger.Objects.ContainsKey(parts.Id) || _ledger.Archived.ContainsKey(parts.Id))
        {
            return ReceiptStatus.ObjectExists;
        }
        uint until = _ledger.Rent.Later(_ledger.Staking.Epoch);
        uint bucket = _ledger.Rent.Later(until);
        ObjectRecord record = new(kind, owner, parts.Actor, 0, 0, until, bucket, data);
        BigInteger deposit = _ledger.Rent.Deposit(SpecRent.Charged(record));
        ReceiptStatus status = _programs.Write(parts.Id, record with { Deposit = (UInt128)deposit });
        status = status == ReceiptStatus.Success ? _programs.Pay(parts.Actor, deposit) : status;
        if (status == ReceiptStatus.Success)
        {
            _ledger.Rent.Born(bucket, parts.Id);
        }
        return Named(status, parts);
    }

    private ReceiptStatus Open(SpecContractCall parts, ushort kind, out ObjectRecord record)
    {
        record = null!;
        if (!_programs.IsReadable(parts.Id.Value))
        {
            return _state.Lacks(parts.Id, true);
        }
        if (!_ledger.Objects.TryGetValue(parts.Id, out record!))
        {
            return _ledger.Archived.ContainsKey(parts.Id) ? ReceiptStatus.Archived : ReceiptStatus.ObjectMissing;
        }
        return record.Owner != parts.Actor ? ReceiptStatus.Unauthorized
            : record.Kind != kind ? ReceiptStatus.WrongKind
            : ReceiptStatus.Success;
    }

    private ReceiptStatus Put(SpecContractCall parts, ObjectRecord old, ObjectRecord? next) => Named(
        _programs.Settle(parts.Id, parts.Actor, old, next is null ? null : next with { Version = old.Version + 1 }),
        parts);

    private ReceiptStatus Named(ReceiptStatus status, SpecContractCall parts) =>
        status != ReceiptStatus.UndeclaredAccess ? status
        : _state.Lacks(_programs.IsWritable(parts.Id.Value) ? parts.Actor.AsObject : parts.Id, true);

    private ReceiptStatus Report(SpecContractCall parts, ContractData? data)
    {
        byte[] bytes = BitConverter.GetBytes(parts.Method);
        bytes = data is null
            ? bytes
            :
            [
                .. bytes, .. data.CodeHash.ToArray(), .. BitConverter.GetBytes(data.CodeVersion),
                .. BitConverter.GetBytes(data.NextHeight),
            ];
        _programs.Events.Add(new LedgerEvent(
            NativePrograms.Contract, [parts.Id.Value, parts.Actor.Value], bytes));
        return ReceiptStatus.Success;
    }
}
