using System.Text;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>Calls of the contract program, and calls of contracts.</summary>
/// <remarks><b>Consensus</b>: method numbers, argument forms and gas.</remarks>
public static class ContractCalls
{
    /// <summary>Brings the next part of a code: uploader, code hash, size, offset, bytes.</summary>
    public const ushort UploadMethod = 0;

    /// <summary>Makes a contract: creator, nonce, code object, admin, input of its <c>init</c>.</summary>
    public const ushort DeployMethod = 1;

    /// <summary>Announces an upgrade: admin, contract, next code object or zero for none, first height.</summary>
    public const ushort ScheduleMethod = 2;

    /// <summary>Makes the announced upgrade: admin, contract, input of the new code's <c>upgrade</c>.</summary>
    public const ushort UpgradeMethod = 3;

    /// <summary>Gives the contract another admin: admin, contract, next admin; zero makes it immutable.</summary>
    public const ushort SetAdminMethod = 4;

    /// <summary>Removes a code that is not complete: uploader, code object.</summary>
    public const ushort DiscardMethod = 5;

    /// <summary>The method number of calls of a contract.</summary>
    public const ushort NamedMethod = 0;

    /// <summary>Gas of a call besides its arguments and what it runs, also of a contract's method.</summary>
    public const ulong BaseGas = 3_000;

    /// <summary>Gas of each byte of a code whose last part is uploaded: the gate reads all of it.</summary>
    public const ulong GateGasPerByte = 40;

    /// <summary>Gas of a call of the program, without the gate and without what runs.</summary>
    public static ulong GasOf(int argumentBytes) => BaseGas + (ulong)(uint)argumentBytes;

    /// <summary>The contract that a creator's call makes.</summary>
    public static ObjectId DeriveId(Address creator, ulong nonce) =>
        ObjectRecord.DeriveId(creator, nonce, ObjectKind.Contract);

    /// <summary>A call that uploads one part. The uploader pays the deposit.</summary>
    public static ProgramCall Upload(Address uploader, in Hash256 codeHash, uint size, uint offset, byte[] part)
    {
        AceWriter writer = new(80 + part.Length);
        writer.Hash(uploader.Value);
        writer.Hash(codeHash);
        writer.U32(size);
        writer.U32(offset);
        writer.Bytes(part);
        ulong gate = offset + (ulong)part.Length == size ? size * GateGasPerByte : 0;
        return Call(UploadMethod, writer, gate);
    }

    /// <summary>The calls that upload a whole code, in order.</summary>
    public static ProgramCall[] UploadAll(Address uploader, in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        ProgramCall[] calls = new ProgramCall[CodeData.PartsOf((uint)code.Length)];
        for (int part = 0; part < calls.Length; part++)
        {
            int offset = part * CodeData.PartBytes;
            byte[] bytes = code.Slice(offset, Math.Min(CodeData.PartBytes, code.Length - offset)).ToArray();
            calls[part] = Upload(uploader, codeHash, (uint)code.Length, (uint)offset, bytes);
        }
        return calls;
    }

    /// <summary>A call that makes a contract.</summary>
    /// <param name="creator">Pays its deposit.</param>
    /// <param name="nonce">Chosen by the creator.</param>
    /// <param name="code">Object of a ready code.</param>
    /// <param name="admin">Who may upgrade it; zero for nobody.</param>
    /// <param name="input">Input of <c>init</c>; must be empty when the code exports none.</param>
    /// <param name="gas">Gas that <c>init</c> may use.</param>
    public static ProgramCall Deploy(
        Address creator, ulong nonce, ObjectId code, Address admin, byte[] input, ulong gas)
    {
        AceWriter writer = new(128 + input.Length);
        writer.Hash(creator.Value);
        writer.U64(nonce);
        writer.Hash(code.Value);
        writer.Hash(admin.Value);
        writer.Bytes(input);
        return Call(DeployMethod, writer, gas);
    }

    /// <summary>A call that announces an upgrade, or takes the announcement back with a zero code.</summary>
    public static ProgramCall Schedule(Address admin, ObjectId contract, ObjectId next, ulong height)
    {
        AceWriter writer = Begin(admin, contract, Hash256.Bytes + 8);
        writer.Hash(next.Value);
        writer.U64(height);
        return Call(ScheduleMethod, writer, 0);
    }

    /// <summary>A call that makes the announced upgrade.</summary>
    public static ProgramCall Upgrade(Address admin, ObjectId contract, byte[] input, ulong gas)
    {
        AceWriter writer = Begin(admin, contract, 4 + input.Length);
        writer.Bytes(input);
        return Call(UpgradeMethod, writer, gas);
    }

    /// <summary>A call that gives a contract another admin.</summary>
    public static ProgramCall SetAdmin(Address admin, ObjectId contract, Address next)
    {
        AceWriter writer = Begin(admin, contract, Hash256.Bytes);
        writer.Hash(next.Value);
        return Call(SetAdminMethod, writer, 0);
    }

    /// <summary>A call that removes a code that was not completed.</summary>
    public static ProgramCall Discard(Address uploader, ObjectId code) =>
        Call(DiscardMethod, Begin(uploader, code, 0), 0);

    /// <summary>A call of a contract's method.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="method">Name of an exported function.</param>
    /// <param name="input">Its input.</param>
    /// <param name="gas">Gas that it may use, the price of the call included.</param>
    public static ProgramCall Invoke(ObjectId contract, string method, ReadOnlySpan<byte> input, ulong gas) =>
        new(new ProgramId(contract.Value), NamedMethod, Arguments(method, input), gas);

    /// <summary>Arguments of a contract's method: its name as <c>bytes&lt;64&gt;</c>, then its input.</summary>
    public static byte[] Arguments(string method, ReadOnlySpan<byte> input)
    {
        AceWriter writer = new(4 + method.Length + input.Length);
        writer.Bytes(Encoding.UTF8.GetBytes(method));
        writer.Fixed(input);
        return writer.ToArray();
    }

    private static AceWriter Begin(Address actor, ObjectId id, int more)
    {
        AceWriter writer = new((2 * Hash256.Bytes) + more);
        writer.Hash(actor.Value);
        writer.Hash(id.Value);
        return writer;
    }

    private static ProgramCall Call(ushort method, AceWriter writer, ulong more)
    {
        byte[] arguments = writer.ToArray();
        return new ProgramCall(NativePrograms.Contract, method, arguments, GasOf(arguments.Length) + more);
    }
}
