using Aether.Core.Types;
using Aether.Node.Indexing;
using Xunit;

namespace Aether.NodeTests.Indexing;

/// <summary>Cursors of lists of accounts: one text each, and nothing else is taken for one.</summary>
public sealed class IndexCursorTests
{
    private const ulong Tag = 0x0102030405060708;

    private static readonly Hash256 s_hash = Hash256.FromHex(new string('a', 64));
    private static readonly ulong s_subject = IndexCursor.SubjectOf(new Address(s_hash), AccountRoles.Sender);

    public static TheoryData<object> Kinds => [.. Enum.GetValues<IndexListKind>().Cast<object>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Texts_AreReadBack(object kind)
    {
        IndexCursor cursor = Make((IndexListKind)kind);
        string text = cursor.Format(Tag);
        Assert.Equal(IndexCursor.Chars, text.Length);
        Assert.True(IndexCursor.TryParse(text, Tag, cursor.Kind, s_subject, out IndexCursor? read, out _));
        Assert.Equal(cursor, read);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnyOtherCharacter_IsRefused(object kind)
    {
        IndexCursor cursor = Make((IndexListKind)kind);
        string text = cursor.Format(Tag);
        for (int at = 0; at < text.Length; at++)
        {
            foreach (char other in "A_é= ")
            {
                string bent = text[..at] + other + text[(at + 1)..];
                Assert.Equal(
                    bent == text, IndexCursor.TryParse(bent, Tag, cursor.Kind, s_subject, out _, out string reason));
                Assert.NotEmpty(reason);
            }
        }
        foreach (string bent in new[] { "", "x", text + "A", text[1..], new string('A', 100_000) })
        {
            Assert.False(IndexCursor.TryParse(bent, Tag, cursor.Kind, s_subject, out _, out _));
        }
    }

    [Fact]
    public void CursorsOfOtherListsAndChains_AreRefusedWithTheReason()
    {
        string text = Make(IndexListKind.Descending).Format(Tag);
        Assert.False(IndexCursor.TryParse(
            text, Tag + 1, IndexListKind.Descending, s_subject, out _, out string reason));
        Assert.Contains("another chain", reason);
        Assert.False(IndexCursor.TryParse(text, Tag, IndexListKind.Ascending, s_subject, out _, out reason));
        Assert.Contains("another list", reason);
        Assert.False(IndexCursor.TryParse(text, Tag, IndexListKind.Descending, s_subject + 1, out _, out reason));
        Assert.Contains("another list", reason);
        Assert.NotEqual(s_subject, IndexCursor.SubjectOf(new Address(s_hash), AccountRoles.None));
    }

    private static IndexCursor Make(IndexListKind kind) => new(
        kind,
        s_subject,
        77,
        kind == IndexListKind.Outputs ? 0U : 5U,
        kind == IndexListKind.Outputs ? new OutPoint(s_hash, 9) : default);
}
