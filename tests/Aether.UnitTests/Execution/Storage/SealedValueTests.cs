using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class SealedValueTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Open_WhatWasSealed_GivesTheValueAndNothingElseDoes(int length)
    {
        byte[] key = [1, 2, 3];
        byte[] value = [.. Enumerable.Range(0, length).Select(index => (byte)index)];
        byte[] stored = SealedValue.Seal(ColumnFamily.State, key, value);
        Assert.Equal(length + SealedValue.SealBytes, stored.Length);
        Assert.Equal(value, SealedValue.Open(ColumnFamily.State, key, stored));
        for (int bit = 0; bit < 8 * stored.Length; bit++)
        {
            byte[] damaged = [.. stored];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuse(ColumnFamily.State, key, damaged);
        }
        for (int cut = 0; cut < stored.Length; cut++)
        {
            Refuse(ColumnFamily.State, key, stored[..cut]);
        }
        Refuse(ColumnFamily.History, key, stored);
        Refuse(ColumnFamily.State, [1, 2], stored);
        Refuse(ColumnFamily.State, [1, 2, 4], stored);
    }

    private static void Refuse(ColumnFamily family, byte[] key, byte[] stored) =>
        Assert.Throws<StateCorruptException>(() => SealedValue.Open(family, key, stored));
}
