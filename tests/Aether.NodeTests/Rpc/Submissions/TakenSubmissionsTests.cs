using System.Text;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.Submissions;
using Xunit;

namespace Aether.NodeTests.Rpc.Submissions;

public sealed class TakenSubmissionsTests
{
    private readonly TakenSubmissions _taken = new();

    [Theory]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(256)]
    [InlineData(399)]
    [InlineData(70_001)]
    public void HasAnyOf_DigitsOfWhatWasTaken_AreFoundWhereverTheyStand(int length)
    {
        byte[] bytes = Bytes(length, 1);
        string digits = Hex.Encode(bytes);
        byte[] one = Encoding.UTF8.GetBytes($$"""{"method":"send","params":["{{digits}}"]}""");
        string other = Hex.Encode(Bytes(length, 2));
        string upper = digits.ToUpperInvariant().Replace('X', 'x');
        byte[] batch = Encoding.UTF8.GetBytes($"[[\"0x12\"],[\"{other}\"],[\"{upper}\"]]");
        Assert.False(_taken.HasAnyOf(one));
        Assert.False(_taken.Has(bytes));
        _taken.Add(bytes);
        Assert.True(_taken.Has(bytes));
        Assert.True(_taken.HasAnyOf(one));
        Assert.True(_taken.HasAnyOf(batch));
        Assert.False(_taken.HasAnyOf(one.AsSpan(0, one.Length - 4)));
        for (int at = 0; at < length; at += Math.Max(1, length / 100))
        {
            bytes[at] ^= 1;
            Assert.False(_taken.Has(bytes), $"{at}");
            bytes[at] ^= 1;
        }
        Assert.False(_taken.Has(bytes.AsSpan(1)));
        Assert.False(_taken.Has([.. bytes, 0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"0x")]
    [InlineData("\"0x\"")]
    [InlineData("\"0xzz\"\"0x1\"")]
    public void HasAnyOf_NoSuchDigits_IsFalse(string body) =>
        Assert.False(_taken.HasAnyOf(Encoding.UTF8.GetBytes(body + new string('z', 300) + "\"")));

    [Fact]
    public void Add_MoreThanIsRemembered_KeepsTheLastOnes()
    {
        const int Last = Limits.Admission.Remembered / 8;
        for (int number = 0; number < 2 * Limits.Admission.Remembered; number++)
        {
            _taken.Add(Numbered(number));
        }
        int kept = 0;
        for (int number = 0; number < Last; number++)
        {
            kept += _taken.Has(Numbered((2 * Limits.Admission.Remembered) - 1 - number)) ? 1 : 0;
        }
        // A set of eight forgets one of its last only when more than eight of an eighth of all fall into it.
        Assert.InRange(kept, Last - (Last / 1_000), Last);
        // Sixteen come to a set on average after one of the first: fewer than eight do for one of a hundred.
        int old = Enumerable.Range(0, 10_000).Count(number => _taken.Has(Numbered(number)));
        Assert.InRange(old, 0, 250);
    }

    private static byte[] Numbered(int number) => BitConverter.GetBytes((long)number);

    private static byte[] Bytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
