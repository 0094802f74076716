using Aether.Core.Types;
using Aether.Pipeline.BlockImport;
using Aether.TestKit;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class VerifiedWitnessesTests
{
    [Fact]
    public void Insert_BeyondCapacity_ForgetsTheOldest()
    {
        VerifiedWitnesses known = new(3);
        Assert.All([1, 2, 3, 1, 4], number => known.Insert(Id(number)));
        Assert.False(known.Contains(Id(1)));
        Assert.All([2, 3, 4], number => Assert.True(known.Contains(Id(number))));
        known.Insert(Id(5));
        Assert.False(known.Contains(Id(2)));
        Assert.True(known.Contains(Id(5)));
    }

    [Fact]
    public void Insert_FarBeyondCapacity_KeepsTheLatestOfEachSet()
    {
        VerifiedWitnesses known = new(1_000);
        for (int number = 1; number <= 10_000; number++)
        {
            known.Insert(Id(number));
            Assert.True(known.Contains(Id(number)));
        }
        int kept = Enumerable.Range(1, 10_000).Count(number => known.Contains(Id(number)));
        // Every set is full by now.
        Assert.Equal(1_024, kept);
    }

    [Fact]
    public void Insert_OfABatch_RemembersTheValidOnes()
    {
        VerifiedWitnesses known = new(64);
        SeededRandom random = new(3);
        Transaction[] batch = [.. Enumerable.Range(1, 9).Select(size => LedgerGenerator.Transaction(random, size))];
        bool[] valid = [.. batch.Select((_, index) => index % 3 != 0)];
        known.Insert(batch, valid);
        Assert.Equal(valid, batch.Select(transaction => known.Contains(transaction.WitnessId)));
    }

    [Fact]
    public void Contains_TellsApartWhatBeginsAlike()
    {
        VerifiedWitnesses known = new(1);
        byte[] bytes = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];
        known.Insert(new Hash256(bytes));
        Assert.True(known.Contains(new Hash256(bytes)));
        bytes[31]++;
        Assert.False(known.Contains(new Hash256(bytes)));
    }

    [Fact]
    public void Contains_WhatHasNoIdentifier_IsFalse()
    {
        VerifiedWitnesses known = new(16);
        Assert.False(known.Contains(Hash256.Zero));
        Assert.Throws<Aether.Core.Diagnostics.InvariantViolationException>(() => known.Insert(Hash256.Zero));
    }

    private static Hash256 Id(int number) => Hash256.FromHex(number.ToString("x64", null));
}
