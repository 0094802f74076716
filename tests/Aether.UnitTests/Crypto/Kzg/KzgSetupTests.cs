using Aether.Crypto.Kzg;
using Aether.Native.Bls;
using Aether.Native.Kzg;
using Xunit;

namespace Aether.UnitTests.Crypto.Kzg;

public sealed class KzgSetupTests
{
    public KzgSetupTests() => KzgVectors.SkipWithoutLibrary();

    [Fact]
    public void TryGet_ManyThreadsAtOnce_ShareOneSetupAndItsParts()
    {
        const int Threads = 4;
        KzgSetup[] setups = new KzgSetup[Threads];
        CkzgSettings[] references = new CkzgSettings[Threads];
        BlstP1Affine[][] points = new BlstP1Affine[Threads][];
        using Barrier start = new(Threads);
        Thread[] threads = new Thread[Threads];
        for (int index = 0; index < Threads; index++)
        {
            int own = index;
            threads[index] = new Thread(() =>
            {
                start.SignalAndWait();
                setups[own] = KzgVectors.Setup();
                points[own] = setups[own].Lagrange;
                references[own] = setups[own].Reference;
            });
            threads[index].Start();
        }

        Array.ForEach(threads, thread => thread.Join());
        Assert.All(setups, setup => Assert.Same(setups[0], setup));
        Assert.All(references, reference => Assert.Same(references[0], reference));
        Assert.All(points, list => Assert.Same(points[0], list));
        Assert.Equal(4096, points[0].Length);
    }

    [Fact]
    public void TryLoad_NoFile_NamesTheFix()
    {
        foreach (string? path in new[] { null, Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) })
        {
            Assert.False(KzgSetup.TryLoad(path, out KzgSetup? setup, out string? reason));
            Assert.Null(setup);
            Assert.Contains("./build.sh setup", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Lagrange_Sum_IsTheGenerator()
    {
        // The Lagrange polynomials add up to one.
        BlstP1Affine sum = Blst.Sum(KzgVectors.Setup().Lagrange);
        byte[] actual = new byte[48];
        byte[] generator = new byte[48];
        Blst.Encode(sum, actual);
        Blst.Encode(BlstG1Sum.Generator, generator);
        Assert.Equal(generator, actual);
    }
}
