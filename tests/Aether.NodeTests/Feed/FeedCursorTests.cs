using System.Text;
using Aether.Core.Types;
using Aether.Node.Feed;
using Xunit;

namespace Aether.NodeTests.Feed;

public sealed class FeedCursorTests
{
    private const ulong Tag = TestBlocks.ChainTag;

    private static readonly Hash256 s_tip = new(Enumerable.Range(1, 32).Select(value => (byte)value).ToArray());
    private static readonly Hash256 s_final = new(Enumerable.Range(65, 32).Select(value => (byte)value).ToArray());
    private static readonly Hash256 s_undone = new(Enumerable.Repeat((byte)0xee, 32).ToArray());

    [Theory]
    [InlineData(
        0,
        "AQCId2ZVRDMiEQcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC8dVzC-T8iNA")]
    [InlineData(
        1,
        "AQGId2ZVRDMiEQcAAAAAAAAADAAAAAAAAAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fIAoAAAAAAAAAQU"
        + "JDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2CAYh_qT_dIzg")]
    [InlineData(
        2,
        "AQKId2ZVRDMiEQcAAAAAAAAACwAAAAAAAAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fIAoAAAAAAAAAQU"
        + "JDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2Du7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7u7v9bZYOu"
        + "Xou_")]
    [InlineData(
        3,
        "AQOId2ZVRDMiEQAAAAAAAAAACgAAAAAAAABBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYAoAAAAAAAAAQU"
        + "JDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2CBLJoJd6jYBw")]
    public void Format_EachStep_IsTheTextOfTheSpecification(int index, string expected)
    {
        FeedCursor cursor = Samples()[index];
        Assert.Equal(expected, cursor.Format(Tag));
        Assert.True(FeedCursor.TryParse(expected, Tag, out FeedCursor? parsed, out FeedRefusalKind _));
        Assert.Equal(cursor, parsed);
        Assert.True(expected.Length <= FeedCursor.MaxChars);
    }

    [Fact]
    public void TryParse_AnyCharacterChanged_IsMalformed()
    {
        foreach (FeedCursor cursor in Samples())
        {
            string text = cursor.Format(Tag);
            for (int index = 0; index < text.Length; index++)
            {
                StringBuilder changed = new(text);
                changed[index] = text[index] == 'A' ? 'B' : 'A';
                Assert.False(FeedCursor.TryParse(changed.ToString(), Tag, out _, out FeedRefusalKind kind));
                Assert.Equal(FeedRefusalKind.Malformed, kind);
            }
        }
    }

    [Fact]
    public void TryParse_AnyLengthAndAnyText_IsMalformedAndNeverThrows()
    {
        string text = Samples()[2].Format(Tag);
        for (int length = 0; length < text.Length; length++)
        {
            Assert.False(FeedCursor.TryParse(text[..length], Tag, out _, out FeedRefusalKind _));
        }
        Random random = new(7);
        foreach (string bad in (string[])["\u00e9", "====", text + "=", text + "A", " " + text, text + "\n",
            new string('A', 100_000), new string('A', FeedCursor.MaxChars), "\ud800"])
        {
            Assert.False(FeedCursor.TryParse(bad, Tag, out _, out FeedRefusalKind kind));
            Assert.Equal(FeedRefusalKind.Malformed, kind);
        }
        for (int round = 0; round < 2_000; round++)
        {
            char[] noise = new char[random.Next(FeedCursor.MaxChars + 3)];
            for (int index = 0; index < noise.Length; index++)
            {
                noise[index] = (char)random.Next(round % 2 == 0 ? 128 : 65_536);
            }
            Assert.False(FeedCursor.TryParse(new string(noise), Tag, out _, out FeedRefusalKind _));
        }
    }

    [Fact]
    public void TryParse_OfAnotherChain_SaysSo()
    {
        Assert.False(FeedCursor.TryParse(Samples()[1].Format(Tag), Tag + 1, out _, out FeedRefusalKind kind));
        Assert.Equal(FeedRefusalKind.OtherChain, kind);
    }

    [Fact]
    public void TryParse_PlacesThatCannotBe_AreMalformed()
    {
        FeedCursor good = Samples()[1];
        foreach (FeedCursor bad in (FeedCursor[])
        [
            good with { NextFinal = good.Next + 1 },
            good with { Next = 0, NextFinal = 0, Final = default },
            good with { NextFinal = 0 },
            good with { NextFinal = good.Next },
            good with { Next = ulong.MaxValue },
            good with { First = 1UL << 63 },
            good with { Step = FeedStep.Final, NextFinal = 0, Final = default },
            good with { Step = (FeedStep)4 },
        ])
        {
            Assert.False(FeedCursor.TryParse(bad.Format(Tag), Tag, out _, out FeedRefusalKind kind));
            Assert.Equal(FeedRefusalKind.Malformed, kind);
        }
    }

    private static FeedCursor[] Samples() =>
    [
        FeedCursor.Before(7),
        new(FeedStep.New, 7, 12, s_tip, 10, s_final),
        new(FeedStep.Undo, 7, 11, s_tip, 10, s_final) { Undone = s_undone },
        new(FeedStep.Final, 0, 10, s_final, 10, s_final),
    ];
}
