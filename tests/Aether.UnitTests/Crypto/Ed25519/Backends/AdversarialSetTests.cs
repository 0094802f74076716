using Aether.Crypto.Ed25519.Backends;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Backends;

public sealed class AdversarialSetTests
{
    private static readonly AdversarialSet s_set = AdversarialSet.Create();

    /// <summary>Verdicts that follow from how an item is made, not from the code under test.</summary>
    [Theory]
    [InlineData("honest", 22, 22)]
    [InlineData("small-order", 196, 196)]
    [InlineData("torsion", 64, 64)]
    [InlineData("S + addend", 9, 0)]
    [InlineData("A the identity", 8, 5)]
    [InlineData("A without", 6, 0)]
    [InlineData("R without", 6, 0)]
    [InlineData("one bit changed", 64, 0)]
    public void Create_Kinds_HaveTheirNumberAndVerdicts(string kind, int count, int valid)
    {
        int[] items =
        [
            .. Enumerable.Range(0, s_set.Count)
                .Where(i => s_set.KindOf(i).StartsWith(kind, StringComparison.Ordinal)),
        ];
        Assert.Equal(count, items.Length);
        Assert.Equal(valid, items.Count(i => s_set.Expected[i]));
    }

    [Fact]
    public void Create_EndOfTheField_HasBothVerdicts()
    {
        bool[] verdicts =
        [
            .. Enumerable.Range(0, s_set.Count)
                .Where(i => s_set.KindOf(i).Contains("end of the field", StringComparison.Ordinal))
                .Select(i => s_set.Expected[i]),
        ];
        // 21 values of y, both signs, in three places.
        Assert.Equal(126, verdicts.Length);
        Assert.Contains(true, verdicts);
        Assert.Contains(false, verdicts);
    }

    [Fact]
    public void Create_Twice_IsTheSame()
    {
        AdversarialSet again = AdversarialSet.Create();
        Assert.Equal(s_set.Signatures, again.Signatures);
        Assert.Equal(s_set.PublicKeys, again.PublicKeys);
        Assert.Equal(s_set.MessageEnds, again.MessageEnds);
    }

    [Fact]
    public void ValidOnly_KeepsTheValidItems()
    {
        AdversarialSet valid = s_set.ValidOnly();
        Assert.DoesNotContain(false, valid.Expected);
        Assert.Equal(s_set.Expected.Count(verdict => verdict), valid.Count);
        Assert.Equal(valid.Count * 32, valid.PublicKeys.Length);
        Assert.Equal(valid.Count * 64, valid.Signatures.Length);
        Assert.Equal(valid.Messages.Length, valid.MessageEnds[^1]);
    }
}
