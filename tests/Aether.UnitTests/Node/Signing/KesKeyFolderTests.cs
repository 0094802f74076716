using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Kes;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class KesKeyFolderTests : IDisposable
{
    private const int Depth = 4;
    private static readonly Hash256 s_genesis = SignerRequests.HashOf(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aether-kes-");
    private readonly FileKeyProvider _cold = new(SHA256.HashData("cold"u8), "", "");

    public void Dispose()
    {
        _cold.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Sign_EveryPeriod_VerifiesThereAndNowhereElse()
    {
        using KesKeyFolder keys = Open();
        KesCertificate certificate = Add(keys, "a", startEpoch: 10, counter: 0);
        for (uint epoch = 10; epoch < 26; epoch++)
        {
            Assert.True(keys.TryPrepare(epoch, out string reason), reason);
            byte[] signature = keys.Sign("header"u8);
            Assert.True(Verifies(certificate, epoch - 10, signature));
            Assert.False(Verifies(certificate, (epoch - 10 + 1) % 16, signature));
        }
        Assert.False(keys.TryPrepare(26, out string _));
        Assert.False(keys.TryPrepare(9, out string _));
    }

    [Fact]
    public void TryPrepare_PastPeriod_IsRefused_AlsoAfterARestart()
    {
        using (KesKeyFolder keys = Open())
        {
            Add(keys, "a", startEpoch: 0, counter: 0);
            Assert.True(keys.TryPrepare(5, out string _));
            Assert.False(keys.TryPrepare(4, out string _));
        }
        using KesKeyFolder again = Open();
        Assert.False(again.TryPrepare(4, out string _));
        Assert.True(again.TryPrepare(5, out string _));
    }

    [Fact]
    public void TryPrepare_Evolved_TheOldKeyIsInNoFile_AndItsBlocksAreZero()
    {
        using KesKeyFolder keys = Open();
        KesCertificate certificate = Add(keys, "a", startEpoch: 0, counter: 0);
        using KesSigningKey old = KesSigningKey.FromSeed(SHA256.HashData("a"u8), Depth);
        byte[] secret = new byte[old.SerializedBytes];
        old.Serialize(secret);
        byte[] leaf = secret[6..38];
        string path = Assert.Single(Directory.GetFiles(_folder.FullName, "*.kes"));
        Assert.True(File.ReadAllBytes(path).AsSpan().IndexOf(leaf) >= 0);
        using FileStream blocks = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Assert.True(keys.TryPrepare(1, out string _));
        byte[] left = new byte[blocks.Length];
        blocks.ReadExactly(left);
        Assert.All(left, value => Assert.Equal(0, value));
        foreach (string file in Directory.GetFiles(_folder.FullName))
        {
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(leaf) < 0, file);
        }
        Assert.True(Verifies(certificate, 1, keys.Sign("header"u8)));
    }

    [Fact]
    public void TryPrepare_TwoKeys_TheHigherCounterTakesOverAtItsEpoch_AndTheEndedIsErased()
    {
        using KesKeyFolder keys = Open();
        KesCertificate first = Add(keys, "a", startEpoch: 0, counter: 0);
        KesCertificate second = Add(keys, "b", startEpoch: 12, counter: 1);
        Assert.True(keys.TryPrepare(11, out string _));
        Assert.True(Verifies(first, 11, keys.Sign("header"u8)));
        Assert.True(keys.TryPrepare(12, out string _));
        Assert.True(Verifies(second, 0, keys.Sign("header"u8)));
        Assert.Equal([12U, 0U], keys.Keys.Select(key => key.Period));
        Assert.True(keys.TryPrepare(16, out string _));
        Assert.Equal(1UL, Assert.Single(keys.Keys).Certificate.Counter);
        Assert.Single(Directory.GetFiles(_folder.FullName, "*.kes"));
    }

    [Fact]
    public void Add_CounterThatDoesNotRise_IsRefused_AlsoWhenAllKeysHaveEnded()
    {
        using (KesKeyFolder keys = Open())
        {
            Add(keys, "a", startEpoch: 0, counter: 3);
            Assert.Throws<KeyProviderException>(() => Add(keys, "b", startEpoch: 5, counter: 3));
            Add(keys, "b", startEpoch: 1, counter: 4);
            Add(keys, "c", startEpoch: 20, counter: 5);
            Assert.True(keys.TryPrepare(30, out string _));
        }
        using KesKeyFolder again = Open();
        Assert.Single(again.Keys);
        Assert.Equal(6UL, again.NextCounter);
        Assert.Throws<KeyProviderException>(() => Add(again, "d", startEpoch: 30, counter: 4));
    }

    [Fact]
    public void Add_CertificateOfAnotherColdKeyChainOrKey_IsRefused()
    {
        using KesKeyFolder keys = Open();
        using FileKeyProvider other = new(SHA256.HashData("other"u8), "", "");
        using KesSigningKey key = Key("a");
        PublicKey kes = new(new Hash256(key.VerificationKey));
        KesCertificate good = KesCertificate.Create(_cold, s_genesis, kes, 0, 16, 1);
        KesCertificate[] bad =
        [
            KesCertificate.Create(other, s_genesis, kes, 0, 16, 1),
            KesCertificate.Create(_cold, SignerRequests.HashOf(2), kes, 0, 16, 1),
            KesCertificate.Create(_cold, s_genesis, other.ColdKey, 0, 16, 1),
            KesCertificate.Create(_cold, s_genesis, kes, 0, 17, 1),
            good with { Counter = 2 },
            good with { StartEpoch = 1 },
            good with { Periods = 15 },
        ];
        foreach (KesCertificate certificate in bad)
        {
            Assert.Throws<KeyProviderException>(() => keys.Add(Key("a"), certificate, _cold.ColdKey, s_genesis));
        }
        keys.Add(Key("a"), good, _cold.ColdKey, s_genesis);
    }

    [Fact]
    public void Open_InterruptedReplacement_IsFinished()
    {
        using (KesKeyFolder keys = Open())
        {
            Add(keys, "a", startEpoch: 0, counter: 0);
            Assert.True(keys.TryPrepare(2, out string _));
        }
        string path = Assert.Single(Directory.GetFiles(_folder.FullName, "*.kes"));
        byte[] content = File.ReadAllBytes(path);
        // The new content was durable, the old overwritten, the name not yet taken; and the same before overwriting.
        foreach (byte[] old in new[] { new byte[content.Length], content })
        {
            File.WriteAllBytes(path + ".next", content);
            File.WriteAllBytes(path, old);
            using KesKeyFolder again = Open();
            Assert.True(again.TryPrepare(2, out string reason), reason);
            Assert.Empty(Directory.GetFiles(_folder.FullName, "*.next"));
        }
    }

    [Fact]
    public void Open_DamagedFile_IsRefused()
    {
        using (KesKeyFolder keys = Open())
        {
            Add(keys, "a", startEpoch: 0, counter: 0);
        }
        string path = Assert.Single(Directory.GetFiles(_folder.FullName, "*.kes"));
        byte[] content = File.ReadAllBytes(path);
        content[200] ^= 1;
        File.WriteAllBytes(path, content);
        Assert.Throws<KeyProviderException>(() => Open().Dispose());
    }

    [Fact]
    public void Warning_FromTheLastTenthOfTheLastKey()
    {
        using KesKeyFolder keys = Open();
        KesCertificate first = Add(keys, "a", startEpoch: 0, counter: 0);
        Assert.Null(KesWarning.Of(keys.Keys, 14));
        Assert.Contains("1 periods left", KesWarning.Of(keys.Keys, 15)!, StringComparison.Ordinal);
        Assert.Contains("not signed", KesWarning.Of(keys.Keys, 16)!, StringComparison.Ordinal);
        Assert.True(new KesKeyState(first, 15).EndsSoon);
        Add(keys, "b", startEpoch: 16, counter: 1);
        Assert.Null(KesWarning.Of(keys.Keys, 15));
        Assert.Contains("not signed", KesWarning.Of([], 0)!, StringComparison.Ordinal);
    }

    private static KesSigningKey Key(string seed) =>
        KesSigningKey.FromSeed(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(seed)), Depth);

    private static bool Verifies(KesCertificate certificate, uint period, byte[] signature) => CompactSumKes.Verify(
        certificate.KesKey.Value.Span, Depth, period, "header"u8, signature);

    private KesKeyFolder Open() => KesKeyFolder.Open(_folder.FullName, _cold.ColdKey, s_genesis);

    private KesCertificate Add(KesKeyFolder keys, string seed, uint startEpoch, ulong counter)
    {
        KesSigningKey key = Key(seed);
        PublicKey kes = new(new Hash256(key.VerificationKey));
        KesCertificate certificate = KesCertificate.Create(_cold, s_genesis, kes, startEpoch, 16, counter);
        keys.Add(key, certificate, _cold.ColdKey, s_genesis);
        return certificate;
    }
}
