using System.Text.Json;
using Aether.Crypto.Kzg;
using Aether.Native.Kzg;
using Aether.TestKit;
using Xunit;
using static Aether.UnitTests.Crypto.Kzg.KzgVectors;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.UnitTests.Crypto.Kzg;

public sealed class KzgProverTests
{
    public KzgProverTests()
    {
        SkipWithoutLibrary();
        Assert.SkipUnless(PolynomialKernel.IsSupported, "libaether_native is missing; run ./build.sh setup");
    }

    [Fact]
    public void Challenge_EthereumVectors_Match()
    {
        List<JsonElement> tests = Cases("compute_challenge");
        Assert.Equal(9, tests.Count);
        byte[] challenge = new byte[32];
        foreach (JsonElement test in tests)
        {
            KzgProver.Challenge(Blob(test), Input(test, "commitment"), challenge);
            Assert.Equal(HexText.Decode(test.GetProperty("output").GetString()!), challenge);
        }
    }

    [Fact]
    public void TryProve_PointsInAndOutsideTheDomain_EqualsReference()
    {
        byte[] largest = LargestElement();
        byte[] zero = new byte[32];
        byte[] sparse = Padded([.. zero, .. largest, .. RandomElements(4, 3)]);
        foreach (byte[] blob in new[] { RandomElements(21, 4096), sparse, new byte[Scheme.BlobBytes] })
        {
            foreach (byte[] point in new[]
            {
                zero, largest, RandomElements(22, 1), KzgDomain.Point(0).ToArray(), KzgDomain.Point(1).ToArray(),
                KzgDomain.Point(4095).ToArray(),
            })
            {
                byte[] value = new byte[32];
                byte[] proof = new byte[48];
                byte[] expectedValue = new byte[32];
                byte[] expectedProof = new byte[48];
                Assert.True(KzgProver.TryProve(Setup(), blob, point, value, proof));
                Assert.True(Setup().Reference.TryProve(blob, point, expectedValue, expectedProof));
                Assert.Equal(expectedValue, value);
                Assert.Equal(expectedProof, proof);
            }
        }
    }

    [Fact]
    public void TryProve_ShortTrace_EqualsPaddedBlob()
    {
        byte[] elements = RandomElements(23, 100);
        byte[] value = new byte[32];
        byte[] proof = new byte[48];
        byte[] commitment = new byte[48];
        Assert.True(Scheme.TryCommitPrefix(Setup(), elements, commitment));
        foreach (int index in new[] { 0, 99, 100, 4095 })
        {
            Assert.True(KzgProver.TryProve(Setup(), elements, KzgDomain.Point(index), value, proof));
            Assert.Equal(index < 100 ? elements[(index * 32)..((index + 1) * 32)] : new byte[32], value);
            Assert.True(Scheme.Verify(Setup(), commitment, KzgDomain.Point(index), value, proof));
        }
    }

    [Fact]
    public void TryOpen_BadContentOrLength_IsRefused()
    {
        byte[] elements = RandomElements(24, 10);
        byte[] value = new byte[32];
        Assert.True(KzgProver.TryOpen(elements, value, new byte[32], default));
        Assert.False(KzgProver.TryOpen(elements, Scheme.Order, value, default));
        Assert.False(KzgProver.TryOpen(elements.AsSpan(1), new byte[32], value, default));
        Assert.False(KzgProver.TryOpen(new byte[4097 * 32], new byte[32], value, default));
        Assert.False(KzgProver.TryOpen(elements, new byte[31], value, default));
        Assert.False(KzgProver.TryOpen(elements, new byte[32], value, new byte[32]));
        Scheme.Order.CopyTo(elements.AsSpan(9 * 32));
        Assert.False(KzgProver.TryOpen(elements, new byte[32], value, default));
    }
}
