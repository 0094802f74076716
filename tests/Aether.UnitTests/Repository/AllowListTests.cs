using Xunit;

namespace Aether.UnitTests.Repository;

public sealed class AllowListTests
{
    private static readonly string[] s_rules = ["clock", "twin"];

    [Fact]
    public void Parse_EntryWithoutReason_IsMalformed()
    {
        AllowList list = AllowList.Parse("a.txt", ["# comment", "", "src/A.cs", "clock B"], s_rules, "twin");
        Assert.Equal([3, 4], list.Malformed.Select(finding => finding.Line));
    }

    [Fact]
    public void Parse_EntryWithoutRule_NeedsADefault()
    {
        string[] lines = ["src/A.cs pure data"];
        Assert.Single(AllowList.Parse("a.txt", lines, s_rules).Malformed);
        Assert.True(AllowList.Parse("a.txt", lines, s_rules, "twin").Allows("twin", "src/A.cs"));
    }

    [Fact]
    public void Allows_ExactMemberAndPrefix()
    {
        string[] lines = ["clock N.A.Run a reason", "clock N.B.* a reason", "twin src/C.cs#Run a reason"];
        AllowList list = AllowList.Parse("a.txt", lines, s_rules);
        Assert.True(list.Allows("clock", "N.A.Run"));
        Assert.False(list.Allows("clock", "N.A.RunTwice"));
        Assert.False(list.Allows("twin", "N.A.Run"));
        Assert.True(list.Allows("clock", "N.B.Anything"));
        Assert.True(list.Allows("twin", "src/C.cs", "Run"));
        Assert.False(list.Allows("twin", "src/C.cs", "Other"));
        Assert.False(list.Allows("twin", "src/C.cs"));
    }

    [Fact]
    public void Unused_EntryThatExcusedNothing_IsFound()
    {
        AllowList list = AllowList.Parse("a.txt", ["clock N.A a reason", "twin N.B a reason"], s_rules);
        Assert.Equal(1, Assert.Single(list.Unused("clock")).Line);
        list.Allows("clock", "N.A");
        Assert.Empty(list.Unused("clock"));
        Assert.Single(list.Unused("twin"));
    }
}
