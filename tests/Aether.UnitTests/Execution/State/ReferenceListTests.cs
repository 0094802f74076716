using Aether.Execution.State;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ReferenceListTests
{
    [Fact]
    public void AddAndAddAll_KeepTheOrder()
    {
        ReferenceList list = new();
        ReferenceList other = new();
        for (uint item = 0; item < 1_000; item++)
        {
            list.Add(item);
            other.Add(1_000 + item);
        }
        list.AddAll(other);
        Assert.Equal(Enumerable.Range(0, 2_000).Select(item => (uint)item), list.Items.ToArray());
        list.Clear();
        Assert.Equal(0, list.Count);
        Allocations.AssertNone(() =>
        {
            list.Clear();
            list.AddAll(other);
        });
    }
}
