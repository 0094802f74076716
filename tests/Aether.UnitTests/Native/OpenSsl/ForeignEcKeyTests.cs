using System.Security.Cryptography;
using Aether.Native.OpenSsl;
using Xunit;

namespace Aether.UnitTests.Native.OpenSsl;

public sealed class ForeignEcKeyTests : IDisposable
{
    private readonly ECDsa _secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _secret.Dispose();

    [Fact]
    public void SignHash_AsksTheSigner()
    {
        int asked = 0;
        using ForeignEcKey foreign = new(Point(), (digest, signature) =>
        {
            asked++;
            _secret.SignHash(digest, signature);
        });
        using ECDsa key = foreign.Open();
        byte[] digest = SHA256.HashData("message"u8);
        Assert.True(_secret.VerifyHash(digest, key.SignHash(digest)));
        Assert.True(key.VerifyHash(digest, _secret.SignHash(digest)));
        Assert.Equal(1, asked);
    }

    [Fact]
    public void SignHash_SignerThatFails_IsAFailedSignature()
    {
        using ForeignEcKey foreign = new(Point(), (_, _) => throw new InvalidOperationException("gone"));
        using ECDsa key = foreign.Open();
        Assert.ThrowsAny<CryptographicException>(() => key.SignHash(new byte[32]));
    }

    [Fact]
    public void SignHash_AfterDisposal_IsAFailedSignature()
    {
        ForeignEcKey foreign = new(Point(), (digest, signature) => _secret.SignHash(digest, signature));
        using ECDsa key = foreign.Open();
        foreign.Dispose();
        Assert.ThrowsAny<CryptographicException>(() => key.SignHash(new byte[32]));
    }

    [Fact]
    public void Create_PointThatIsNone_Throws()
    {
        byte[] point = Point();
        point[40] ^= 1;
        Assert.Throws<CryptographicException>(() => new ForeignEcKey(point, (_, _) => { }));
        Assert.Throws<CryptographicException>(() => new ForeignEcKey(point.AsSpan(0, 33), (_, _) => { }));
        Assert.Throws<CryptographicException>(() => new ForeignEcKey([], (_, _) => { }));
    }

    private byte[] Point()
    {
        ECPoint point = _secret.ExportParameters(false).Q;
        return [4, .. point.X!, .. point.Y!];
    }
}
