using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Execution.Rent;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Rent;

public sealed class ObjectBytesTests
{
    [Fact]
    public void Fields_AreThoseOfTheRecord()
    {
        ObjectRecord record = new(
            17, TestLedger.Owners[1], TestLedger.Owners[2], 3, UInt128.MaxValue - 9, 5, 6, [7, 8, 9]);
        ObjectBytes bytes = new(Ace.Encode(record));
        Assert.Equal(record.Kind, bytes.Kind);
        Assert.Equal(record.Owner, bytes.Owner);
        Assert.Equal(record.Version, bytes.Version);
        Assert.Equal(record.Deposit, bytes.Deposit);
        Assert.Equal(record.PaidUntil, bytes.PaidUntil);
        Assert.Equal(record.Bucket, bytes.Bucket);
        Assert.Equal(record.Data, bytes.Data.ToArray());
        Assert.Equal(record.EncodedBytes, bytes.Bytes);
    }

    [Fact]
    public void Constructor_NoRecord_IsCorruption()
    {
        Assert.Throws<StateCorruptException>(() => new ObjectBytes([]).Bytes);
        Assert.Throws<StateCorruptException>(() => new ObjectBytes(new byte[200]).Bytes);
        Assert.Throws<StateCorruptException>(() => new ObjectBytes([1, .. new byte[101]]).Bytes);
    }
}
