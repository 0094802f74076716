using Aether.Crypto.Ed25519.Batch;
using Aether.Crypto.Ed25519.Gpu;
using Aether.Native.Cuda;
using Aether.UnitTests.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

[Collection(CudaCollection.Name)]
public sealed class GpuVerifierTests(GpuVerifierFixture fixture) : IClassFixture<GpuVerifierFixture>
{
    private const string Carry = "aether_ed25519_verify_carry";

    // For tests that leave it as it was.
    private readonly GpuVerifier _shared = fixture.Verifier;

    public static TheoryData<GpuMode, GpuBranch> Ways => new()
    {
        { GpuMode.Individual, GpuBranch.Carry },
        { GpuMode.Individual, GpuBranch.Portable },
        { GpuMode.Batch, GpuBranch.Carry },
        { GpuMode.Batch, GpuBranch.Portable },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void TryVerify_AllVectors_GivesTheirVerdicts(GpuMode mode, GpuBranch branch)
    {
        GpuVectors vectors = GpuVectors.All();
        Assert.Equal(5 + 256 + 196 + 12 + SignatureForge.CaseNames.Count, vectors.Expected.Length);
        Assert.Equal(vectors.Expected, Verify(_shared, vectors, mode, branch));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void TryVerify_ValidVectorsOnly_AcceptsAll(GpuMode mode, GpuBranch branch)
    {
        // No item fails, so the equation of a batch itself has to accept torsion and unusual encodings.
        GpuVectors vectors = new(
            [.. GpuVectors.Rfc8032(), .. GpuVectors.SmallOrder(), .. GpuVectors.EdgeCases().Where(c => c.IsValid)]);
        Assert.DoesNotContain(false, Verify(_shared, vectors, mode, branch));
    }

    [Theory]
    [InlineData(GpuMode.Individual)]
    [InlineData(GpuMode.Batch)]
    public void TryVerify_ManyBatchesFromManyThreads_GivesEveryCallerItsVerdicts(GpuMode mode)
    {
        using GpuVerifier verifier = GpuStandIn.Create(GpuStandIn.Options(slots: 3, items: 5, messageBytes: 300));
        // The buckets of an equation cost the stand-in as much as hundreds of signatures.
        (int callers, int items) = mode == GpuMode.Individual ? (8, 37) : (2, 12);
        Parallel.For(0, callers, caller =>
        {
            var random = new Random(caller);
            GpuVectors vectors = new(Enumerable.Range(0, items).Select(i => Honest(i + (40 * caller), random)));
            Assert.Equal(vectors.Expected, Verify(verifier, vectors, mode, GpuBranch.Carry));
        });
        Assert.Equal(0, verifier.Outstanding);
    }

    [Fact]
    public void TryVerify_BadRangesAndLongMessages_EqualTheProcessor()
    {
        GpuVectors vectors = new(Enumerable.Range(60, 12).Select(i => new ForgedCase(SignatureForge.Honest(i), true)));
        // No message of more than 64 bytes fits into a batch: the processor verifies those.
        using GpuVerifier verifier = GpuStandIn.Create(GpuStandIn.Options(items: 4, messageBytes: 64));
        foreach (int end in new[] { -1, int.MinValue, int.MaxValue, 0, vectors.Ends[5] })
        {
            int[] ends = [.. vectors.Ends];
            ends[4] = end;
            bool[] expected = new bool[ends.Length];
            Ed25519Batch.Verify(vectors.Keys, vectors.Signatures, vectors.Messages, ends, expected);
            bool[] valid = new bool[ends.Length];
            Assert.True(verifier.TryVerify(
                vectors.Keys, vectors.Signatures, vectors.Messages, ends, valid, GpuMode.Individual));
            Assert.Equal(expected, valid);
            Assert.Contains(true, valid);
        }
    }

    [Fact]
    public void TryVerify_LengthsThatDisagree_NothingIsValid()
    {
        GpuVectors one = new([new ForgedCase(SignatureForge.Honest(1), true)]);
        bool[] valid = [true];
        Assert.True(_shared.TryVerify(
            one.Keys.AsSpan(1), one.Signatures, one.Messages, one.Ends, valid, GpuMode.Individual));
        Assert.False(valid[0]);
        Assert.True(_shared.TryVerify(one.Keys, one.Signatures, one.Messages, [], valid, GpuMode.Individual));
        Assert.False(valid[0]);
        Assert.True(_shared.TryVerify([], [], [], [], [], GpuMode.Batch));
        Assert.True(_shared.TryVerify(
            one.Keys, one.Signatures, one.Messages, one.Ends, valid, GpuMode.Individual));
        Assert.True(valid[0]);
    }

    [Fact]
    public void TryRent_AllOut_RefusesUntilOneIsBack()
    {
        using GpuVerifier verifier = GpuStandIn.Create();
        Assert.Equal(2, verifier.BatchCount);
        Assert.True(verifier.TryRent(out GpuBatch? first));
        Assert.True(verifier.TryRent(out GpuBatch? second));
        Assert.False(verifier.TryRent(out GpuBatch? third));
        Assert.Null(third);
        Assert.Equal(2, verifier.Outstanding);
        first.Return();
        Assert.True(verifier.TryRent(out third));
        Assert.Same(first, third);
        second.Return();
        third.Return();
        Assert.Equal(0, verifier.Outstanding);
    }

    [Fact]
    public void TryCreate_NothingUsable_IsOneSentence()
    {
        int before = CudaDriver.OpenHandles;
        GpuVerifierOptions options = GpuStandIn.Options();
        Assert.Contains("GPU 7 does not exist", Refusal(options with { DeviceOrdinal = 7 }), StringComparison.Ordinal);
        Assert.Contains(
            "CUDA_ERROR_INVALID_PTX",
            Refusal(options with { Ptx = "no kernels"u8.ToArray() }),
            StringComparison.Ordinal);
        Assert.Contains(
            "CUDA_ERROR_NOT_FOUND",
            Refusal(options with { Ptx = ".version 7.0\n.target sm_80\n"u8.ToArray() }),
            StringComparison.Ordinal);
        Assert.Contains(
            "CUDA_ERROR_OUT_OF_MEMORY",
            Refusal(options with { SlotMessageBytes = 1 << 30 }),
            StringComparison.Ordinal);
        Assert.Equal(before, CudaDriver.OpenHandles);
    }

    [Fact]
    public void Dispose_WithBatchesOut_FreesTheRestThenThose()
    {
        int before = CudaDriver.OpenHandles;
        GpuVerifier verifier = GpuStandIn.Create();
        Assert.True(CudaDriver.OpenHandles > before);
        Assert.True(verifier.TryRent(out GpuBatch? rented));
        verifier.Dispose();
        verifier.Dispose();
        Assert.True(CudaDriver.OpenHandles > before);
        SignedMessage item = SignatureForge.Honest(1);
        Assert.True(rented.TryAdd(item.PublicKey, item.Message, item.Signature));
        rented.Submit(GpuMode.Individual);
        Assert.False(rented.Wait());
        rented.Return();
        Assert.Equal(before, CudaDriver.OpenHandles);
        Assert.False(verifier.TryRent(out _));
    }

    private static string Refusal(GpuVerifierOptions options)
    {
        Assert.False(GpuVerifier.TryCreate(options, out GpuVerifier? verifier, out string? reason));
        Assert.Null(verifier);
        return reason;
    }

    private static bool[] Verify(GpuVerifier verifier, GpuVectors vectors, GpuMode mode, GpuBranch branch)
    {
        bool[] valid = new bool[vectors.Expected.Length];
        Assert.True(
            verifier.TryVerify(vectors.Keys, vectors.Signatures, vectors.Messages, vectors.Ends, valid, mode, branch),
            verifier.FailureReason);
        return valid;
    }

    /// <summary>A signature that is spoiled in one of four cases.</summary>
    private static ForgedCase Honest(int number, Random random)
    {
        SignedMessage item = SignatureForge.Honest(number);
        bool isValid = random.Next(4) != 0;
        item.Signature[50] ^= (byte)(isValid ? 0 : 1);
        return new(item, isValid);
    }
}
