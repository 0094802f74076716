using Aether.Native.Ed25519;
using Xunit;

namespace Aether.UnitTests.Native.Ed25519;

public sealed class Ed25519LanesTests
{
    public static TheoryData<LaneSet> Sets => [.. Enum.GetValues<LaneSet>().Where(Ed25519Lanes.IsSupported)];

    [Fact]
    public void IsSupported_MissingSet_RefusesEveryCall()
    {
        foreach (LaneSet set in Enum.GetValues<LaneSet>().Where(set => !Ed25519Lanes.IsSupported(set)))
        {
            Assert.Throws<PlatformNotSupportedException>(() => Ed25519Lanes.Verify(set, [], [], [], []));
            Assert.Throws<PlatformNotSupportedException>(() => Ed25519Lanes.MultiplyBase(set, [], []));
            Assert.Throws<PlatformNotSupportedException>(() => new Ed25519Workspace(set, 8));
        }

        Assert.All(Sets, set => Ed25519Lanes.Verify(set.Data, [], [], [], []));
    }

    [Fact]
    public void Verify_WrongLengths_Throws()
    {
        foreach (LaneSet set in Sets.Select(row => row.Data))
        {
            Assert.Throws<ArgumentException>(() =>
                Ed25519Lanes.Verify(set, new byte[33], new byte[64], new byte[64], new ulong[1]));
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                Ed25519Lanes.Verify(set, new byte[32], new byte[63], new byte[64], new ulong[1]));
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                Ed25519Lanes.Verify(set, new byte[32], new byte[64], new byte[65], new ulong[1]));
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                Ed25519Lanes.Verify(set, new byte[32], new byte[64], new byte[64], []));
        }
    }

    [Fact]
    public void HoldsTogether_ArgumentsOutsideTheWorkspace_Throws()
    {
        foreach (LaneSet set in Sets.Select(row => row.Data))
        {
            using Ed25519Workspace workspace = new(set, 8);
            workspace.KeyOf.Clear();
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                Ed25519Lanes.HoldsTogether(workspace, new byte[9 * 64], 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Lanes.HoldsTogether(workspace, new byte[64], 2));
            Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Lanes.HoldsTogether(workspace, new byte[64], 0));
            Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Lanes.Decode(workspace, 9, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Lanes.Decode(workspace, -1, 5));
            Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Lanes.Decode(workspace, 0, 9));
            Ed25519Lanes.Decode(workspace, 8, 8);
            workspace.KeyOf[0] = 1;
            Assert.Throws<ArgumentOutOfRangeException>(() => Ed25519Lanes.HoldsTogether(workspace, new byte[64], 1));
        }
    }
}
