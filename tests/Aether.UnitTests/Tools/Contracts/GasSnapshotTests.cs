using Aether.Tools.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts;

public sealed class GasSnapshotTests
{
    [Fact]
    public void Write_AndRead_GiveTheSameCalls()
    {
        GasSnapshot snapshot = new();
        snapshot.Calls["b \"x\" <é>"] = ulong.MaxValue;
        snapshot.Calls["a"] = 0;
        GasSnapshot? read = GasSnapshot.Read(snapshot.Write(), out string problem);
        Assert.Equal("", problem);
        Assert.Equal(snapshot.Calls, read!.Calls);
        Assert.Empty(read.ChangesSince(snapshot));
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows()
    {
        GasSnapshot snapshot = new();
        snapshot.Calls["call"] = 1_234;
        byte[] file = snapshot.Write();
        for (int at = 0; at < file.Length; at++)
        {
            for (int value = 0; value < 256; value += 5)
            {
                byte[] changed = [.. file];
                changed[at] = (byte)value;
                GasSnapshot? read = GasSnapshot.Read(changed, out string problem);
                Assert.Equal(read is null, problem.Length > 0);
            }
            Assert.Null(GasSnapshot.Read(file[..at], out _) is { Calls.Count: > 1 } more ? more : null);
        }
    }

    [Theory]
    [InlineData(1_000UL, 1_000UL, 0U, false)]
    [InlineData(1_000UL, 1_001UL, 0U, true)]
    [InlineData(1_000UL, 1_025UL, 25U, false)]
    [InlineData(1_000UL, 1_026UL, 25U, true)]
    [InlineData(0UL, 1UL, 500U, true)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, 0U, false)]
    [InlineData(ulong.MaxValue - 1, ulong.MaxValue, 0U, true)]
    public void Grew_IsExact(ulong before, ulong now, uint perMille, bool expected) =>
        Assert.Equal(expected, GasSnapshot.Grew(before, now, perMille));
}
