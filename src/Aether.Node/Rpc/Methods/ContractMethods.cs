using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Contracts;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Modules;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Rpc.Methods;

/// <summary>Contracts of the state, and transactions that are only tried.</summary>
internal sealed class ContractMethods(NodeView node, BlockLookup blocks)
{
    private const string AbiSection = "aether.abi";
    private readonly Lazy<TransactionSimulator> _simulator = new(
        () => new TransactionSimulator(node.Genesis, node.Pipeline.Modules));

    /// <summary>aeth_getContract.</summary>
    public void GetContract(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        ObjectId id = new(parameters.Hash(0, "id"));
        (FoundBlock block, ObjectRecord record, ContractData? data) = blocks.ReadState(
            BlockTag.Read(parameters, 1),
            (found, state) =>
            {
                TryRead(state, id, ObjectKind.Contract, out ObjectRecord read, out ContractData? contract);
                return (found, read, contract);
            });
        if (data is null)
        {
            json.WriteNullValue();
        }
        else
        {
            WriteContract(json, id, record, data, block);
        }
    }

    /// <summary>aeth_getContractAbi.</summary>
    public void GetContractAbi(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        ObjectId id = new(parameters.Hash(0, "id"));
        (ContractData Contract, byte[] Code)? code = blocks.ReadState(
            BlockTag.Read(parameters, 1), (_, state) => ReadCode(state, id));
        if (code is not { } read)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        Json.WriteHash(json, "id", id.Value);
        Json.WriteHash(json, "codeHash", read.Contract.CodeHash);
        json.WriteNumber("codeBytes", read.Code.Length);
        json.WriteString("abi", FindAbi(read.Code));
        json.WriteEndObject();
    }

    /// <summary>aeth_callContract.</summary>
    public void CallContract(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(4);
        ObjectId id = new(parameters.Hash(0, "contract"));
        string method = parameters.Text(1, "method");
        if (Encoding.UTF8.GetByteCount(method) > Limits.Contract.MaxNameBytes)
        {
            throw RpcParameters.Invalid($"parameter 1 (method) has at most {Limits.Contract.MaxNameBytes} bytes");
        }
        byte[] input = ReadHex(parameters, 2, "input", Limits.Contract.MaxValueBytes);
        Address caller = parameters.Find(3) is null ? default : parameters.Address(3, "caller");
        TransactionBody body = new()
        {
            ChainTag = node.Genesis.ChainTag,
            FeePayer = caller,
            Nonce = 0,
            ValidUntil = ulong.MaxValue,
            MaxFee = 0,
            Reads = [id],
            Calls = [ContractCalls.Invoke(id, method, input, Limits.Rpc.MaxCallGas)],
            GasLimit = Limits.Rpc.MaxCallGas,
            MemoryLimit = Limits.Transaction.MaxMemoryPages,
        };
        WriteSimulation(json, Try((state, context) => _simulator.Value.RunDeclaring(state, context, body)));
    }

    /// <summary>aeth_simulate.</summary>
    public void Simulate(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        Transaction transaction = ReadTransaction(parameters);
        bool declares = parameters.OptionFlag(1, "declare");
        WriteSimulation(json, Try((state, context) => declares
            ? _simulator.Value.RunDeclaring(state, context, transaction.Body)
            : _simulator.Value.Run(state, context, transaction)));
    }

    /// <summary>aeth_estimateFee.</summary>
    public void EstimateFee(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        Transaction transaction = ReadTransaction(parameters);
        Simulation tried = Try((state, context) => _simulator.Value.Run(state, context, transaction));
        UInt128 price = node.Pipeline.Heads.Latest.Prices.PriceOf(transaction.Body.Writes);
        ulong used = tried.Receipt?.GasUsed ?? 0;
        json.WriteStartObject();
        WriteOutcome(json, tried);
        json.WriteNumber("gasUsed", used);
        Json.WriteAmount(json, "fee", FeeSchedule.Total(node.Genesis.Parameters, transaction, used, price));
        Json.WriteAmount(
            json,
            "feeAtLimit",
            FeeSchedule.Total(node.Genesis.Parameters, transaction, transaction.Body.GasLimit, price));
        Json.WriteAmount(json, "price", price);
        json.WriteEndObject();
    }

    // The block after the executed head, as far as it is known before there is one.
    private Simulation Try(Func<IStateReader, BlockContext, Simulation> run) =>
        blocks.ReadState(new BlockTag(BlockTagKind.Latest, 0, default), (found, state) =>
        {
            HeadView head = node.Pipeline.Heads.Latest;
            EpochState epoch = state.GetEpochState();
            BlockOrigin origin = new(epoch.Epoch, found.Header, default, node.Genesis.Validators);
            BlockContext context = new(
                found.Header.View + 1, found.Header.Height + 1, default, head.Prices.Block)
            { Origin = origin };
            return run(state, context);
        });

    private static Transaction ReadTransaction(RpcParameters parameters)
    {
        byte[] bytes = ReadHex(parameters, 0, "raw", Limits.Transaction.MaxBytes);
        return Ace.TryDecode(bytes, out Transaction transaction, out DecodeError error)
            ? transaction
            : throw new RpcException(
                RpcErrorCode.TxMalformed, "the bytes are no canonical transaction", ("reason", error.ToString()));
    }

    private static byte[] ReadHex(RpcParameters parameters, int index, string name, int most)
    {
        string text = parameters.Text(index, name);
        return text.Length <= (2 * most) + 2 && Hex.TryDecode(text, most, out byte[] bytes)
            ? bytes
            : throw RpcParameters.Invalid(
                $"parameter {index} ({name}) is 0x and an even number of hexadecimal digits, {most} bytes at most");
    }

    private static bool TryRead<T>(
        IStateReader state, ObjectId id, ushort kind, out ObjectRecord record, out T? data)
        where T : class, IAceValue<T>
    {
        data = null;
        record = null!;
        if (!state.TryGet(StateKey.ForObject(id), out byte[] bytes)
            || !Ace.TryDecode(bytes, out record, out _)
            || record.Kind != kind
            || !Ace.TryDecode(record.Data, out T decoded, out _))
        {
            return false;
        }
        data = decoded;
        return true;
    }

    private static (ContractData Contract, byte[] Code)? ReadCode(IStateReader state, ObjectId id)
    {
        if (!TryRead(state, id, ObjectKind.Contract, out _, out ContractData? contract)
            || !TryRead(state, contract!.Code, ObjectKind.Code, out _, out CodeData? code))
        {
            return null;
        }
        List<byte> bytes = [];
        for (int part = 0; part < CodeData.PartsOf(code!.Size); part++)
        {
            if (!state.TryGet(StateKey.ForItem(contract.Code, CodeData.PartKey(part)), out byte[] content))
            {
                return null;
            }
            bytes.AddRange(content);
        }
        return (contract, [.. bytes]);
    }

    private static string? FindAbi(byte[] code)
    {
        if (!WasmDecoder.TryDecode(code, WasmLimits.Contract, out WasmModule? module, out WasmError _))
        {
            return null;
        }
        CustomSection? section = Array.Find(module!.Custom, custom => custom.Name == AbiSection);
        return section is null ? null : Encoding.UTF8.GetString(section.Bytes.Span);
    }

    private void WriteContract(
        Utf8JsonWriter json, ObjectId id, ObjectRecord record, ContractData data, FoundBlock block)
    {
        json.WriteStartObject();
        Json.WriteHash(json, "id", id.Value);
        json.WriteString("admin", record.Owner.Value.IsZero
            ? null
            : AddressText.Format(record.Owner, node.AddressPrefix));
        json.WriteString("creator", AddressText.Format(record.Creator, node.AddressPrefix));
        json.WriteString("address", AddressText.Format(new Address(id.Value), node.AddressPrefix));
        Json.WriteHash(json, "code", data.Code.Value);
        Json.WriteHash(json, "codeHash", data.CodeHash);
        json.WriteNumber("codeVersion", data.CodeVersion);
        json.WriteNumber("gasSchedule", data.Schedule);
        json.WriteNumber("storedBytes", data.Stored);
        Json.WriteAmount(json, "deposit", record.Deposit);
        json.WriteNumber("paidUntil", record.PaidUntil);
        if (data.NextHeight == 0)
        {
            json.WriteNull("upgrade");
        }
        else
        {
            json.WriteStartObject("upgrade");
            Json.WriteHash(json, "code", data.NextCode.Value);
            json.WriteNumber("height", data.NextHeight);
            json.WriteEndObject();
        }
        json.WriteNumber("height", block.Header.Height);
        Json.WriteHash(json, "blockHash", block.Header.Hash);
        json.WriteBoolean("finalized", block.Finalized);
        json.WriteEndObject();
    }

    private static void WriteSimulation(Utf8JsonWriter json, Simulation tried)
    {
        json.WriteStartObject();
        WriteOutcome(json, tried);
        json.WriteNumber("gasUsed", tried.Receipt?.GasUsed ?? 0);
        Json.WriteAmount(json, "fee", tried.Receipt?.Fee ?? 0);
        Json.WriteEvents(json, tried.Receipt?.Events ?? []);
        json.WriteString("output", Hex.Encode(tried.Output));
        Json.WriteObjects(json, "reads", tried.Body.Reads);
        Json.WriteObjects(json, "writes", tried.Body.Writes);
        json.WriteEndObject();
    }

    private static void WriteOutcome(Utf8JsonWriter json, Simulation tried)
    {
        json.WriteString("error", tried.Error == TransactionError.None ? null : tried.Error.ToString());
        json.WriteNumber("status", (byte)(tried.Receipt?.Status ?? default));
        json.WriteString("statusName", tried.Receipt?.Status.ToString());
        if (tried.Failure is not { } failure)
        {
            json.WriteNull("failure");
            return;
        }
        json.WriteStartObject("failure");
        Json.WriteHash(json, "contract", failure.Contract.Value);
        json.WriteNumber("detail", failure.Detail);
        if (failure.Item.Value.IsZero)
        {
            json.WriteNull("undeclared");
        }
        else
        {
            json.WriteStartObject("undeclared");
            Json.WriteHash(json, "id", failure.Item.Value);
            json.WriteString("access", failure.Writes ? "write" : "read");
            json.WriteEndObject();
        }
        json.WriteString("data", Hex.Encode(failure.Data));
        Json.WriteRaw(json, "raw", failure);
        json.WriteEndObject();
    }
}
