using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Types;

public sealed class HeaderTests
{
    [Fact]
    public void AChangedCopyHasItsOwnHash()
    {
        Header header = ConsensusGenerator.Header(new SeededRandom(1), 2);
        Hash256 hash = header.Hash;
        Header changed = header with { View = header.View ^ 1 };
        Assert.NotEqual(hash, changed.Hash);
        Assert.True(Ace.TryDecode(Ace.Encode(changed), out Header decoded, out _));
        Assert.Equal(decoded.Hash, changed.Hash);
        Assert.Equal(hash, header.Hash);
        Assert.NotEqual(header, changed);
        Assert.Equal(header, changed with { View = header.View });
    }

    [Fact]
    public void TheHashIsComputedOnce()
    {
        Header header = ConsensusGenerator.Header(new SeededRandom(2), 2);
        Hash256 hash = header.Hash;
        bool same = true;
        Allocations.AssertNone(() => same &= header.Hash == hash);
        Assert.True(same);
    }
}
