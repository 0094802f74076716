using Aether.Crypto.Kzg;
using Aether.TestKit;
using Xunit;
using static Aether.UnitTests.Crypto.Kzg.KzgVectors;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.UnitTests.Crypto.Kzg;

public sealed class KzgOpeningsTests
{
    private const int Blobs = 3;
    private const int PerBlob = 5;
    private const int Count = Blobs * PerBlob;

    private static readonly Lazy<Openings> s_valid = new(Make);

    public KzgOpeningsTests() => SkipWithoutLibrary();

    [Fact]
    public void Verify_None_Accepts() => Assert.True(KzgOpenings.Verify(Setup(), [], [], [], []));

    [Fact]
    public void Verify_OpeningsOfSeveralBlobs_Accepts()
    {
        for (int count = 1; count <= Count; count += 7)
        {
            Openings all = s_valid.Value;
            Assert.True(KzgOpenings.Verify(
                Setup(),
                all.Commitments.AsSpan(0, count * 48),
                all.Points.AsSpan(0, count * 32),
                all.Values.AsSpan(0, count * 32),
                all.Proofs.AsSpan(0, count * 48)));
        }
    }

    [Fact]
    public void Verify_OneChangedPart_Rejects()
    {
        Openings valid = s_valid.Value;
        foreach (int index in new[] { 0, 7, Count - 1 })
        {
            Openings changed = valid.Copy();
            changed.Values[(index * 32) + 31] ^= 1;
            Assert.False(changed.Verify());
            changed = valid.Copy();
            changed.Points[(index * 32) + 31] ^= 1;
            Assert.False(changed.Verify());
            changed = valid.Copy();
            valid.Proofs.AsSpan((index + 1) % Count * 48, 48).CopyTo(changed.Proofs.AsSpan(index * 48));
            Assert.False(changed.Verify());
            changed = valid.Copy();
            valid.Commitments.AsSpan((index + PerBlob) % Count * 48, 48).CopyTo(changed.Commitments.AsSpan(index * 48));
            Assert.False(changed.Verify());
            changed = valid.Copy();
            changed.Proofs[index * 48] ^= 0x20;
            Assert.False(changed.Verify());
        }
    }

    [Fact]
    public void Verify_ErrorsThatCancelWithoutScalars_Rejects()
    {
        // Exchanging two proofs of one commitment keeps every unweighted sum.
        Openings changed = s_valid.Value.Copy();
        s_valid.Value.Proofs.AsSpan(48, 48).CopyTo(changed.Proofs);
        s_valid.Value.Proofs.AsSpan(0, 48).CopyTo(changed.Proofs.AsSpan(48));
        Assert.False(changed.Verify());
    }

    [Fact]
    public void Verify_BadContent_Rejects()
    {
        Openings changed = s_valid.Value.Copy();
        Scheme.Order.CopyTo(changed.Values.AsSpan(64));
        Assert.False(changed.Verify());
        changed = s_valid.Value.Copy();
        Scheme.Order.CopyTo(changed.Points.AsSpan(64));
        Assert.False(changed.Verify());
        changed = s_valid.Value.Copy();
        OutsideSubgroup.CopyTo(changed.Proofs.AsSpan(48));
        Assert.False(changed.Verify());
        changed = s_valid.Value.Copy();
        OutsideSubgroup.CopyTo(changed.Commitments.AsSpan(48));
        Assert.False(changed.Verify());
    }

    [Fact]
    public void Verify_WrongLengths_Rejects()
    {
        Openings all = s_valid.Value;
        Assert.False(KzgOpenings.Verify(Setup(), all.Commitments.AsSpan(1), all.Points, all.Values, all.Proofs));
        Assert.False(KzgOpenings.Verify(Setup(), all.Commitments, all.Points.AsSpan(32), all.Values, all.Proofs));
        Assert.False(KzgOpenings.Verify(Setup(), all.Commitments, all.Points, all.Values.AsSpan(1), all.Proofs));
        Assert.False(KzgOpenings.Verify(Setup(), all.Commitments, all.Points, all.Values, all.Proofs.AsSpan(48)));
        Assert.False(KzgOpenings.Verify(Setup(), [], all.Points, all.Values, all.Proofs));
    }

    [Fact]
    public void Verify_ConstantPolynomialAmongOthers_Accepts()
    {
        // Its proof is infinity, and for the zero polynomial the commitment too.
        Openings mixed = s_valid.Value.Copy();
        Infinity.CopyTo(mixed.Proofs.AsSpan(4 * 48));
        Infinity.CopyTo(mixed.Commitments.AsSpan(4 * 48));
        mixed.Values.AsSpan(4 * 32, 32).Clear();
        Assert.True(mixed.Verify());
        mixed.Values[(4 * 32) + 31] = 1;
        Assert.False(mixed.Verify());
    }

    [Fact]
    public void Verify_SameOpeningRepeated_Accepts()
    {
        Openings all = s_valid.Value;
        Openings repeated = new(
            [.. Enumerable.Repeat(all.Commitments[..48], 40).SelectMany(part => part)],
            [.. Enumerable.Repeat(all.Points[..32], 40).SelectMany(part => part)],
            [.. Enumerable.Repeat(all.Values[..32], 40).SelectMany(part => part)],
            [.. Enumerable.Repeat(all.Proofs[..48], 40).SelectMany(part => part)]);
        Assert.True(repeated.Verify());
        repeated.Values[(39 * 32) + 20] ^= 1;
        Assert.False(repeated.Verify());
    }

    [Fact]
    public void Verify_AfterWarmUp_AllocatesNothing()
    {
        Openings all = s_valid.Value;
        KzgSetup setup = Setup();
        Allocations.AssertNone(
            () => KzgOpenings.Verify(setup, all.Commitments, all.Points, all.Values, all.Proofs));
    }

    private static Openings Make()
    {
        Openings all = new(new byte[Count * 48], new byte[Count * 32], new byte[Count * 32], new byte[Count * 48]);
        for (int index = 0; index < Count; index++)
        {
            byte[] blob = RandomElements(index / PerBlob, Scheme.ElementCount);
            Span<byte> point = all.Points.AsSpan(index * 32, 32);
            if (index % PerBlob == 3)
                RandomElements(100 + index, 1).CopyTo(point);
            else
                KzgDomain.Point(index * 271).CopyTo(point);
            Assert.True(Scheme.TryCommit(Setup(), blob, all.Commitments.AsSpan(index * 48, 48)));
            Assert.True(Scheme.TryProve(
                Setup(), blob, point, all.Values.AsSpan(index * 32, 32), all.Proofs.AsSpan(index * 48, 48)));
        }

        return all;
    }

    private sealed record Openings(byte[] Commitments, byte[] Points, byte[] Values, byte[] Proofs)
    {
        internal Openings Copy() => new([.. Commitments], [.. Points], [.. Values], [.. Proofs]);

        internal bool Verify() => KzgOpenings.Verify(Setup(), Commitments, Points, Values, Proofs);
    }
}
