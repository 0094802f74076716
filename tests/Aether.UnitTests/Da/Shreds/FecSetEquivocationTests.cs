using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class FecSetEquivocationTests
{
    [Fact]
    public void Verify_OnlyTwoSignedSetsOfOnePlace_Convict()
    {
        ShredBlock one = ShredBlock.Encode(ErasureCode.DoubleParity, [1]);
        ShredBlock two = ShredBlock.Encode(ErasureCode.DoubleParity, [2]);
        ShredBlock later = ShredBlock.Encode(ErasureCode.DoubleParity, [2], view: ShredBlock.View + 1);
        Assert.True(Convicts(Of(one, two)));
        Assert.True(Convicts(Of(two, one)));
        Assert.False(Convicts(Of(one, one)));
        Assert.False(Convicts(Of(one, later)));
        Assert.False(Convicts(Of(one, two) with { SecondSignature = Signature(one) }));
        Assert.False(Convicts(Of(one, two) with { First = one.Headers[0] with { SetBytes = 2 } }));
        Assert.False(Of(one, two).Verify(ShredBlock.Genesis, new PublicKey(ShredBlock.Filled(0xFF))));
        Assert.False(Of(one, two).Verify(ShredBlock.Parent, ShredBlock.Key));
    }

    private static bool Convicts(FecSetEquivocation evidence) => evidence.Verify(ShredBlock.Genesis, ShredBlock.Key);

    private static FecSetEquivocation Of(ShredBlock first, ShredBlock second) =>
        new(first.Headers[0], Signature(first), second.Headers[0], Signature(second));

    private static Signature64 Signature(ShredBlock block)
    {
        Assert.Equal(ShredError.None, ShredView.TryDecode(block.Shred(0, 0), out ShredView view));
        return new Signature64(view.Signature);
    }
}
