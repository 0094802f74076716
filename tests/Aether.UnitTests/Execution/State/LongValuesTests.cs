using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class LongValuesTests
{
    [Fact]
    public void WriteAndFree_RandomLengths_KeepTheOthers()
    {
        LongValues values = new();
        Random random = new(2);
        Dictionary<(uint Number, int Length), byte[]> held = [];
        for (int round = 0; round < 5_000; round++)
        {
            if (held.Count > 100)
            {
                ((uint number, int length), byte[] expected) = held.ElementAt(random.Next(held.Count));
                Assert.Equal(expected, values.Read(number, length).ToArray());
                values.Free(number, length);
                held.Remove((number, length));
            }
            byte[] value = new byte[random.Next(1, round % 7 == 0 ? 5_000 : 257)];
            random.NextBytes(value);
            held.Add((values.Write(value), value.Length), value);
        }
        long reserved = values.ReservedBytes;
        foreach (((uint number, int length), byte[] expected) in held)
        {
            Assert.Equal(expected, values.Read(number, length).ToArray());
            values.Free(number, length);
        }
        Assert.True(values.ReservedBytes <= reserved);
    }
}
