using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>Calls of the object program.</summary>
/// <remarks><b>Consensus</b>: method numbers, argument forms and gas.</remarks>
public static class ObjectCalls
{
    /// <summary>Makes an object: creator, nonce, kind, owner, data.</summary>
    public const ushort CreateMethod = 0;

    /// <summary>Replaces the data: owner, object, data.</summary>
    public const ushort UpdateMethod = 1;

    /// <summary>Gives the object another owner: owner, object, next owner.</summary>
    public const ushort TransferMethod = 2;

    /// <summary>Removes the object and returns its deposit: owner, object.</summary>
    public const ushort DeleteMethod = 3;

    /// <summary>Brings an archived object back: payer, object, its last record.</summary>
    public const ushort RestoreMethod = 4;

    /// <summary>Gas of a call besides its arguments.</summary>
    public const ulong BaseGas = 2_000;

    /// <summary>Gas of a call: a unit for each byte of arguments on top of <see cref="BaseGas"/>.</summary>
    public static ulong GasOf(int argumentBytes) => BaseGas + (ulong)(uint)argumentBytes;

    /// <summary>A call that makes an object. The creator pays the deposit.</summary>
    public static ProgramCall Create(Address creator, ulong nonce, ushort kind, Address owner, byte[] data)
    {
        AceWriter writer = new(96 + data.Length);
        writer.Hash(creator.Value);
        writer.U64(nonce);
        writer.U16(kind);
        writer.Hash(owner.Value);
        writer.Bytes(data);
        return Call(CreateMethod, writer);
    }

    /// <summary>A call that replaces an object's data. The owner pays for growth and is paid for shrinkage.</summary>
    public static ProgramCall Update(Address owner, ObjectId id, byte[] data)
    {
        AceWriter writer = Begin(owner, id, data.Length);
        writer.Bytes(data);
        return Call(UpdateMethod, writer);
    }

    /// <summary>A call that gives an object another owner.</summary>
    public static ProgramCall Transfer(Address owner, ObjectId id, Address next)
    {
        AceWriter writer = Begin(owner, id, Hash256.Bytes);
        writer.Hash(next.Value);
        return Call(TransferMethod, writer);
    }

    /// <summary>A call that removes an object.</summary>
    public static ProgramCall Delete(Address owner, ObjectId id) => Call(DeleteMethod, Begin(owner, id, 0));

    /// <summary>A call that brings an archived object back, paid by anybody.</summary>
    public static ProgramCall Restore(Address payer, ObjectId id, ObjectRecord last)
    {
        AceWriter writer = Begin(payer, id, last.EncodedBytes);
        writer.Bytes(Ace.Encode(last));
        return Call(RestoreMethod, writer);
    }

    private static AceWriter Begin(Address actor, ObjectId id, int more)
    {
        AceWriter writer = new((2 * Hash256.Bytes) + 4 + more);
        writer.Hash(actor.Value);
        writer.Hash(id.Value);
        return writer;
    }

    private static ProgramCall Call(ushort method, AceWriter writer)
    {
        byte[] arguments = writer.ToArray();
        return new ProgramCall(NativePrograms.Object, method, arguments, GasOf(arguments.Length));
    }
}
