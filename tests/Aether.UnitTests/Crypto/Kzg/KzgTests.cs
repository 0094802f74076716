using System.Text.Json;
using Aether.Crypto.Kzg;
using Aether.Native.Bls;
using Aether.TestKit;
using Xunit;
using static Aether.UnitTests.Crypto.Kzg.KzgVectors;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.UnitTests.Crypto.Kzg;

public sealed class KzgTests
{
    private static readonly byte[] s_one = [.. new byte[31], 1];

    public KzgTests() => SkipWithoutLibrary();

    [Fact]
    public void TryCommit_EthereumVectors_Match()
    {
        List<JsonElement> tests = Cases("blob_to_kzg_commitment");
        Assert.Equal(11, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] commitment = new byte[Scheme.CommitmentBytes];
            bool ok = Scheme.TryCommit(Setup(), Blob(test), commitment);
            AssertOutput(test, ok, commitment);
        }
    }

    [Fact]
    public void TryProve_EthereumVectors_Match()
    {
        List<JsonElement> tests = Cases("compute_kzg_proof");
        Assert.Equal(52, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] value = new byte[Scheme.ElementBytes];
            byte[] proof = new byte[Scheme.ProofBytes];
            bool ok = Scheme.TryProve(Setup(), Blob(test), Input(test, "z"), value, proof);
            JsonElement expected = test.GetProperty("output");
            Assert.True(ok == (expected.ValueKind != JsonValueKind.Null), Name(test));
            if (!ok)
                continue;
            Assert.Equal(HexText.Decode(expected[0].GetString()!), proof);
            Assert.Equal(HexText.Decode(expected[1].GetString()!), value);
        }
    }

    [Fact]
    public void TryProveBlob_EthereumVectors_Match()
    {
        List<JsonElement> tests = Cases("compute_blob_kzg_proof");
        Assert.Equal(15, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] proof = new byte[Scheme.ProofBytes];
            bool ok = Scheme.TryProveBlob(Setup(), Blob(test), Input(test, "commitment"), proof);
            AssertOutput(test, ok, proof);
        }
    }

    [Fact]
    public void Verify_EthereumVectors_Match()
    {
        List<JsonElement> tests = Cases("verify_kzg_proof");
        Assert.Equal(122, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] commitment = Input(test, "commitment");
            byte[] z = Input(test, "z");
            byte[] y = Input(test, "y");
            byte[] proof = Input(test, "proof");
            bool expected = test.GetProperty("output") is { ValueKind: JsonValueKind.True };
            Assert.True(expected == Scheme.Verify(Setup(), commitment, z, y, proof), Name(test));
            Assert.True(expected == Setup().Reference.Verify(commitment, z, y, proof), Name(test));
        }
    }

    [Fact]
    public void Verify_PointEvaluationPrecompileCase_Accepts()
    {
        JsonElement test = Vectors.ReadJson("kzg/eip4844_point_evaluation.json")[0];
        ReadOnlySpan<byte> input = HexText.Get(test, "Input");

        // Versioned hash (32), z, y, commitment, proof.
        Assert.Equal(192, input.Length);
        Assert.True(Scheme.Verify(Setup(), input[96..144], input[32..64], input[64..96], input[144..]));
    }

    [Fact]
    public void VerifyBlob_EthereumVectors_Match()
    {
        List<JsonElement> tests = Cases("verify_blob_kzg_proof");
        Assert.Equal(29, tests.Count);
        foreach (JsonElement test in tests)
        {
            bool expected = test.GetProperty("output") is { ValueKind: JsonValueKind.True };
            bool actual = Scheme.VerifyBlob(Setup(), Blob(test), Input(test, "commitment"), Input(test, "proof"));
            Assert.True(expected == actual, Name(test));
        }
    }

    [Fact]
    public void VerifyBlobs_EthereumVectors_Match()
    {
        List<JsonElement> tests = Cases("verify_blob_kzg_proof_batch");
        Assert.Equal(24, tests.Count);
        foreach (JsonElement test in tests)
        {
            bool expected = test.GetProperty("output") is { ValueKind: JsonValueKind.True };
            byte[] blobs = Flatten(test, "blobs", Blob);
            byte[] commitments = Flatten(test, "commitments", HexText.Decode);
            byte[] proofs = Flatten(test, "proofs", HexText.Decode);
            Assert.True(expected == Scheme.VerifyBlobs(Setup(), blobs, commitments, proofs), Name(test));
        }
    }

    [Fact]
    public void TryProve_ElementOfBlob_GivesThatElement()
    {
        byte[] blob = RandomElements(1, Scheme.ElementCount);
        byte[] commitment = new byte[Scheme.CommitmentBytes];
        byte[] value = new byte[Scheme.ElementBytes];
        byte[] proof = new byte[Scheme.ProofBytes];
        Assert.True(Scheme.TryCommit(Setup(), blob, commitment));
        foreach (int index in new[] { 0, 1, 2047, 4095 })
        {
            Assert.True(Scheme.TryProve(Setup(), blob, KzgDomain.Point(index), value, proof));
            Assert.Equal(blob.AsSpan(index * 32, 32).ToArray(), value);
            Assert.True(Scheme.Verify(Setup(), commitment, KzgDomain.Point(index), value, proof));
            Assert.False(Scheme.Verify(Setup(), commitment, KzgDomain.Point(index ^ 1), value, proof));
        }
    }

    [Fact]
    public void Inputs_OfWrongLength_AreRefused()
    {
        byte[] blob = new byte[Scheme.BlobBytes];
        byte[] point = new byte[48];
        foreach (int length in new[] { 0, 31, Scheme.BlobBytes - 32, Scheme.BlobBytes - 1, Scheme.BlobBytes + 32 })
        {
            byte[] wrong = new byte[length];
            Assert.False(Setup().Reference.TryCommit(wrong, new byte[48]));
            Assert.False(Scheme.TryProve(Setup(), wrong, s_one, new byte[32], new byte[48]));
            Assert.False(Scheme.TryProveBlob(Setup(), wrong, Infinity, new byte[48]));
            Assert.False(Scheme.VerifyBlob(Setup(), wrong, Infinity, Infinity));
            Assert.False(Scheme.VerifyBlobs(Setup(), wrong, Infinity, Infinity));
        }

        foreach (int length in new[] { 0, 1, 31, 33, 47, 49, 96 })
        {
            byte[] wrong = new byte[length];
            Assert.False(Scheme.TryProve(Setup(), blob, wrong, new byte[32], new byte[48]));
            Assert.False(Scheme.TryProveBlob(Setup(), blob, wrong, new byte[48]));
            Assert.False(Scheme.Verify(Setup(), wrong, s_one, s_one, point));
            Assert.False(Scheme.Verify(Setup(), Infinity, wrong, s_one, Infinity));
            Assert.False(Scheme.Verify(Setup(), Infinity, s_one, wrong, Infinity));
            Assert.False(Scheme.Verify(Setup(), Infinity, s_one, new byte[32], wrong));
            Assert.False(Scheme.VerifyBlob(Setup(), blob, wrong, Infinity));
            Assert.False(Scheme.VerifyBlob(Setup(), blob, Infinity, wrong));
            Assert.False(Scheme.VerifyBlobs(Setup(), blob, wrong, Infinity));
        }
    }

    [Fact]
    public void Elements_NotBelowTheOrder_AreRefused()
    {
        byte[] order = Scheme.Order.ToArray();
        byte[] highest = [.. Enumerable.Repeat((byte)0xFF, 32)];
        foreach (byte[] element in new[] { order, highest })
        {
            foreach (int index in new[] { 0, 1000, 4095 })
            {
                byte[] blob = new byte[Scheme.BlobBytes];
                element.CopyTo(blob, index * 32);
                byte[] commitment = [.. Enumerable.Repeat((byte)1, 48)];
                Assert.False(Scheme.TryCommit(Setup(), blob, commitment));
                Assert.Equal(new byte[48], commitment);
                Assert.False(Scheme.TryProve(Setup(), blob, s_one, new byte[32], new byte[48]));
                Assert.False(Scheme.VerifyBlob(Setup(), blob, Infinity, Infinity));
            }

            Assert.False(Scheme.TryProve(Setup(), new byte[Scheme.BlobBytes], element, new byte[32], new byte[48]));
            Assert.False(Scheme.Verify(Setup(), Infinity, element, new byte[32], Infinity));
            Assert.False(Scheme.Verify(Setup(), Infinity, s_one, element, Infinity));
        }

        Assert.True(Scheme.Verify(Setup(), Infinity, LargestElement(), new byte[32], Infinity));
    }

    [Fact]
    public void Points_OffCurveOrOutsideSubgroup_AreRefused()
    {
        Assert.Equal(BlstError.PointNotInGroup, Blst.DecodeP1(OutsideSubgroup, out _));
        byte[] offCurve = [0x80, .. new byte[46], 0x01];
        Assert.Equal(BlstError.PointNotOnCurve, Blst.DecodeP1(offCurve, out _));
        byte[] zero = new byte[32];
        Assert.True(Scheme.Verify(Setup(), Infinity, s_one, zero, Infinity));
        foreach (byte[] bad in new[] { OutsideSubgroup, offCurve, new byte[48], [0xE0, .. new byte[47]] })
        {
            Assert.False(Scheme.Verify(Setup(), bad, s_one, zero, Infinity));
            Assert.False(Scheme.Verify(Setup(), Infinity, s_one, zero, bad));
            Assert.False(Scheme.VerifyBlob(Setup(), new byte[Scheme.BlobBytes], bad, Infinity));
            Assert.False(Scheme.TryProveBlob(Setup(), new byte[Scheme.BlobBytes], bad, new byte[48]));
        }
    }

    [Fact]
    public void Calls_AfterWarmUp_AllocateNothing()
    {
        byte[] blob = RandomElements(2, Scheme.ElementCount);
        byte[] commitment = new byte[48];
        byte[] value = new byte[32];
        byte[] proof = new byte[48];
        KzgSetup setup = Setup();
        Allocations.AssertNone(() => Scheme.TryCommit(setup, blob, commitment));
        Allocations.AssertNone(() => Scheme.TryProve(setup, blob, s_one, value, proof));
        Allocations.AssertNone(() => Scheme.Verify(setup, commitment, s_one, value, proof));
        Assert.True(Scheme.Verify(setup, commitment, s_one, value, proof));
        Allocations.AssertNone(() => Scheme.TryProveBlob(setup, blob, commitment, proof));
        Allocations.AssertNone(() => Scheme.VerifyBlob(setup, blob, commitment, proof));
        Assert.True(Scheme.VerifyBlob(setup, blob, commitment, proof));
        Allocations.AssertNone(() => Scheme.VerifyBlobs(setup, blob, commitment, proof));
    }

    private static void AssertOutput(JsonElement test, bool ok, byte[] actual)
    {
        JsonElement expected = test.GetProperty("output");
        Assert.True(ok == (expected.ValueKind != JsonValueKind.Null), Name(test));
        if (ok)
            Assert.Equal(HexText.Decode(expected.GetString()!), actual);
    }
}
