using Aether.Node.Devnet.Chaos;
using Aether.Node.Options;
using Xunit;

namespace Aether.UnitTests.Node.Devnet.Chaos;

public sealed class ChaosScriptTests
{
    [Fact]
    public void Parse_EveryAction_IsReadInOrder()
    {
        const string Text = """
            # all of them
            [[events]]
            at = "1s"
            do = "kill"
            nodes = "3, 1"
            [[events]]
            at = "1500ms"
            do = "restart"
            nodes = "1"
            [[events]]
            at = "2s"
            do = "pause"
            nodes = "0"
            [[events]]
            at = "2s"
            do = "resume"
            nodes = "0"
            [[events]]
            at = "3s"
            do = "partition"
            nodes = "0,1"
            [[events]]
            at = "4s"
            do = "slow"
            delay = "150ms"
            jitter = "50ms"
            [[events]]
            at = "1m"
            do = "heal"
            """;
        IReadOnlyList<ChaosEvent> events = ChaosScript.Parse(Text, 4, hasLinks: true);
        Assert.Equal(
            [
                "kill 1, 3", "restart 1", "pause 0", "resume 0", "partition 0, 1", "slow to 150 +- 50 ms", "heal",
            ],
            events.Select(read => read.Text));
        Assert.Equal(TimeSpan.FromMilliseconds(1_500), events[1].At);
        Assert.Equal((150_000, 50_000), (events[5].DelayMicros, events[5].JitterMicros));
        Assert.Equal(TimeSpan.FromMinutes(1), events[6].At);
    }

    [Theory]
    [InlineData("", "it has no [[events]]")]
    [InlineData("[[events]]\ndo = \"heal\"", "line 1: 'events.at' is missing")]
    [InlineData("[[events]]\nat = \"soon\"\ndo = \"heal\"", "line 2: 'events.at' is a time")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"lie\"\nnodes = \"0\"", "line 3: 'events.do' is one of kill, restart")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"kill\"", "line 1: 'events.nodes' is missing")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"kill\"\nnodes = \"4\"", "line 4: 'events.nodes' are different")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"kill\"\nnodes = \"1,1\"", "line 4: 'events.nodes' are different")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"kill\"\nnodes = \"\"", "line 4: 'events.nodes' are different")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"heal\"\nnodes = \"1\"", "line 4: unknown key 'events.nodes'")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"restart\"\nnodes = \"1\"", "restarts node 1, which was not killed")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"resume\"\nnodes = \"1\"", "resumes node 1, which is not paused")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"partition\"\nnodes = \"0,1,2,3\"", "nothing to cut them from")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"slow\"\ndelay = \"11s\"", "line 4: 'events.delay' is at most 10s")]
    [InlineData("[[events]]\nat = \"1s\"\ndo = \"slow\"\ndelay = \"1s\"\njitter = \"2s\"", "line 5: 'events.jitter'")]
    [InlineData("[other]", "line 1: unknown key 'other'")]
    public void Parse_Mistake_IsNamedWithItsLine(string text, string expected)
    {
        ConfigException error = Assert.Throws<ConfigException>(() => ChaosScript.Parse(text, 4, hasLinks: true));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kill", "kill", "kills node 2, which is killed already")]
    [InlineData("kill", "pause", "pauses node 2, which is killed")]
    [InlineData("pause", "pause", "pauses node 2, which is paused already")]
    public void Parse_ContradictingEvents_AreAnError(string first, string second, string expected)
    {
        string text = $"[[events]]\nat = \"1s\"\ndo = \"{first}\"\nnodes = \"2\"\n"
            + $"[[events]]\nat = \"2s\"\ndo = \"{second}\"\nnodes = \"2\"";
        ConfigException error = Assert.Throws<ConfigException>(() => ChaosScript.Parse(text, 4, hasLinks: true));
        Assert.Equal($"line 7: 'events.do' {expected}", error.Message);
    }

    [Fact]
    public void Parse_EventsOutOfOrder_AreAnError()
    {
        const string Text = "[[events]]\nat = \"2s\"\ndo = \"heal\"\n[[events]]\nat = \"1s\"\ndo = \"heal\"";
        ConfigException error = Assert.Throws<ConfigException>(() => ChaosScript.Parse(Text, 4, hasLinks: true));
        Assert.Equal("line 5: 'events.at' is before the event above it", error.Message);
    }

    [Fact]
    public void Parse_LinksWithoutNamespaces_AreAnError()
    {
        ConfigException error = Assert.Throws<ConfigException>(
            () => ChaosScript.Parse("[[events]]\nat = \"2s\"\ndo = \"heal\"", 4, hasLinks: false));
        Assert.Equal("line 3: 'events.do' can be heal only with --netns", error.Message);
    }
}
