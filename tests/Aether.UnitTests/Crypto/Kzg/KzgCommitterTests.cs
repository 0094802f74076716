using System.Text.Json;
using Aether.Crypto.Kzg;
using Aether.TestKit;
using Xunit;
using static Aether.UnitTests.Crypto.Kzg.KzgVectors;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.UnitTests.Crypto.Kzg;

public sealed class KzgCommitterTests
{
    public KzgCommitterTests() => SkipWithoutLibrary();

    [Fact]
    public void TryCommit_EthereumVectors_EveryVariantMatches()
    {
        foreach (JsonElement test in Cases("blob_to_kzg_commitment"))
        {
            byte[] blob = Blob(test);
            JsonElement expected = test.GetProperty("output");
            if (blob.Length != Scheme.BlobBytes)
                continue;
            foreach (KzgVariant variant in Supported())
            {
                byte[] commitment = new byte[48];
                bool ok = KzgCommitter.TryCommit(Setup(), blob, commitment, variant);
                Assert.True(ok == (expected.ValueKind != JsonValueKind.Null), $"{Name(test)} {variant}");
                if (ok)
                    Assert.Equal(HexText.Decode(expected.GetString()!), commitment);
            }
        }
    }

    [Fact]
    public void TryCommit_RandomPrefixes_VariantsAgree()
    {
        foreach (int count in new[] { 0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 100, 1000, 4095, 4096 })
            AssertVariantsAgree(RandomElements(count, count), $"{count} random elements");
    }

    [Fact]
    public void TryCommit_SparseAndRepeatedElements_VariantsAgree()
    {
        byte[] sparse = new byte[Scheme.BlobBytes];
        byte[] random = RandomElements(5, Scheme.ElementCount);
        foreach (int index in new[] { 0, 13, 1024, 4094 })
            random.AsSpan(index * 32, 32).CopyTo(sparse.AsSpan(index * 32));
        AssertVariantsAgree(sparse, "sparse");
        AssertVariantsAgree(new byte[Scheme.BlobBytes], "zero");
        AssertVariantsAgree(Repeated(LargestElement()), "all r - 1");
        AssertVariantsAgree(Repeated([.. new byte[31], 1]), "all one");
        AssertVariantsAgree(Repeated(random[..32]), "all equal");
    }

    [Fact]
    public void TryCommit_DigitsAtTheEdgesOfTheirRange_VariantsAgree()
    {
        // Digits have 13 bits: 4096 is the largest that stays, 4097 the smallest that borrows from the next.
        foreach (int digit in new[] { 1, 4095, 4096, 4097, 8191 })
        {
            byte[] elements = new byte[64 * 32];
            for (int bit = 0; bit < 64 * 256; bit++)
            {
                int inElement = bit % 256;
                if (inElement < 254 && ((digit >> (inElement % 13)) & 1) != 0)
                    elements[(bit / 256 * 32) + 31 - (inElement / 8)] |= (byte)(1 << (inElement % 8));
            }

            AssertVariantsAgree(elements, $"digit {digit}");
        }

        for (int shift = 0; shift < 254; shift += 11)
        {
            byte[] power = new byte[32];
            power[31 - (shift / 8)] = (byte)(1 << (shift % 8));
            AssertVariantsAgree(power, $"2^{shift}");
        }
    }

    [Fact]
    public void TryCommit_BadElement_EveryVariantRefuses()
    {
        foreach (KzgVariant variant in Supported())
        {
            foreach (int index in new[] { 0, 9, 19 })
            {
                byte[] elements = RandomElements(3, 20);
                Scheme.Order.CopyTo(elements.AsSpan(index * 32));
                byte[] commitment = [.. Enumerable.Repeat((byte)7, 48)];
                Assert.False(KzgCommitter.TryCommit(Setup(), elements, commitment, variant));
                Assert.Equal(new byte[48], commitment);
            }

            Assert.False(KzgCommitter.TryCommit(Setup(), new byte[33], new byte[48], variant));
            Assert.False(KzgCommitter.TryCommit(Setup(), new byte[4097 * 32], new byte[48], variant));
        }
    }

    [Fact]
    public void TryCommitPrefix_EqualsCommitmentToPaddedBlob()
    {
        byte[] elements = RandomElements(11, 300);
        byte[] prefix = new byte[48];
        byte[] padded = new byte[48];
        Assert.True(Scheme.TryCommitPrefix(Setup(), elements, prefix));
        Assert.True(Setup().Reference.TryCommit(Padded(elements), padded));
        Assert.Equal(padded, prefix);
        Assert.True(Scheme.TryCommitPrefix(Setup(), [], prefix));
        Assert.Equal(Infinity, prefix);
        Assert.False(Scheme.TryCommitPrefix(Setup(), elements.AsSpan(1), prefix));
        Assert.False(Scheme.TryCommit(Setup(), elements, prefix));
    }

    [Fact]
    public void TryCommit_ManyThreadsAtOnce_Agree()
    {
        byte[] elements = RandomElements(12, 500);
        byte[] expected = new byte[48];
        Assert.True(Scheme.TryCommitPrefix(Setup(), elements, expected));
        byte[][] results = new byte[8][];
        Parallel.For(0, results.Length, index =>
        {
            results[index] = new byte[48];
            Assert.True(Scheme.TryCommitPrefix(Setup(), elements, results[index]));
        });
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void TryCommit_AfterWarmUp_AllocatesNothing()
    {
        byte[] elements = RandomElements(4, 200);
        byte[] commitment = new byte[48];
        KzgSetup setup = Setup();
        foreach (KzgVariant variant in Supported())
            Allocations.AssertNone(() => KzgCommitter.TryCommit(setup, elements, commitment, variant));
    }

    private static IEnumerable<KzgVariant> Supported() => Enum.GetValues<KzgVariant>().Where(KzgCommitter.IsSupported);

    private static byte[] Repeated(byte[] element) =>
        [.. Enumerable.Repeat(element, Scheme.ElementCount).SelectMany(part => part)];

    private static void AssertVariantsAgree(byte[] elements, string what)
    {
        byte[] expected = new byte[48];
        Assert.True(KzgCommitter.TryCommit(Setup(), elements, expected, KzgVariant.Reference), what);
        foreach (KzgVariant variant in Supported())
        {
            byte[] actual = new byte[48];
            Assert.True(KzgCommitter.TryCommit(Setup(), elements, actual, variant), $"{what} {variant}");
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{what} {variant}");
        }
    }
}
