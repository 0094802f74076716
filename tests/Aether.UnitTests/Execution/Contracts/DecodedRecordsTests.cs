using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

public sealed class DecodedRecordsTests
{
    [Fact]
    public void Get_SameBytes_IsTheSameRecord()
    {
        DecodedRecords<CodeData> records = new();
        byte[] bytes = Ace.Encode(Data(1));
        CodeData first = records.Get(Id(1), bytes);
        Assert.Equal(Data(1), first);
        Assert.Same(first, records.Get(Id(1), Ace.Encode(Data(1))));
    }

    [Fact]
    public void Get_OtherBytes_IsTheRecordOfThose()
    {
        DecodedRecords<CodeData> records = new();
        records.Get(Id(1), Ace.Encode(Data(1)));
        Assert.Equal(Data(2), records.Get(Id(1), Ace.Encode(Data(2))));

        // The identifiers share a place.
        Assert.Equal(Data(3), records.Get(Id(1 + DecodedRecords<CodeData>.Places), Ace.Encode(Data(3))));
        Assert.Equal(Data(2), records.Get(Id(1), Ace.Encode(Data(2))));
    }

    [Fact]
    public void Get_NoRecord_Throws()
    {
        DecodedRecords<CodeData> records = new();
        Assert.Throws<StateCorruptException>(() => records.Get(Id(1), [1, 2, 3]));
    }

    private static CodeData Data(uint size) => new(size, default, size, size, true);

    private static ObjectId Id(int number)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        bytes[^1] = (byte)number;
        return new ObjectId(new Hash256(bytes));
    }
}
