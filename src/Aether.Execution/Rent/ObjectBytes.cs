using System.Buffers.Binary;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Rent;

/// <summary>Reads an object's record in its canonical bytes.</summary>
internal readonly ref struct ObjectBytes
{
    private readonly ReadOnlySpan<byte> _encoded;

    /// <summary>Reads a stored value that begins with <see cref="ObjectRecord.Tag"/>.</summary>
    public ObjectBytes(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < ObjectRecord.HeaderBytes || encoded[0] != ObjectRecord.Tag)
        {
            throw new StateCorruptException("an object of the state does not decode");
        }
        _encoded = encoded;
    }

    /// <summary>Encoded size.</summary>
    public int Bytes => _encoded.Length;

    /// <summary>Size that deposit and rent are due for: contracts and code count what they store besides.</summary>
    public int ChargedBytes => Kind is ObjectKind.Contract or ObjectKind.Code
        ? Bytes + (int)BinaryPrimitives.ReadUInt64LittleEndian(Data[ContractData.StoredOffset..])
        : Bytes;

    /// <summary>What it is.</summary>
    public ushort Kind => BinaryPrimitives.ReadUInt16LittleEndian(_encoded[ObjectRecord.KindOffset..]);

    /// <summary>Who may change it.</summary>
    public Address Owner => new(new Hash256(_encoded.Slice(ObjectRecord.OwnerOffset, Hash256.Bytes)));

    /// <summary>Changes since its creation.</summary>
    public ulong Version => BinaryPrimitives.ReadUInt64LittleEndian(_encoded[ObjectRecord.VersionOffset..]);

    /// <summary>Locked in it.</summary>
    public UInt128 Deposit => BinaryPrimitives.ReadUInt128LittleEndian(_encoded[ObjectRecord.DepositOffset..]);

    /// <summary>First epoch whose rent is not paid.</summary>
    public uint PaidUntil => BinaryPrimitives.ReadUInt32LittleEndian(_encoded[ObjectRecord.PaidUntilOffset..]);

    /// <summary>Epoch whose expiry bucket names it.</summary>
    public uint Bucket => BinaryPrimitives.ReadUInt32LittleEndian(_encoded[ObjectRecord.BucketOffset..]);

    /// <summary>Its content.</summary>
    public ReadOnlySpan<byte> Data => _encoded[ObjectRecord.DataOffset..];
}
