using System.Diagnostics.CodeAnalysis;
using Aether.Native.Bls;
using Aether.Native.Kzg;

namespace Aether.Crypto.Kzg;

/// <summary>The trusted setup of the Ethereum KZG ceremony, and what is derived from it.</summary>
/// <remarks>
/// Each part is made at its first use and kept: the file in 10 ms, the decoded Lagrange points in 0.3 s, their tables
/// in 0.1 s and 10 MiB, c-kzg's own form in 2 s. A node loads the parts it needs off its start-up path.
/// <para>Threads: any number of callers; a part is made once, and the others wait.</para>
/// </remarks>
public sealed class KzgSetup
{
    private static readonly Lazy<(KzgSetup? Setup, string? Reason)> s_shared = new(LoadShared);

    private readonly KzgSetupFile _file;
    private readonly Lazy<CkzgSettings> _reference;
    private readonly Lazy<BlstP1Affine[]> _lagrange;
    private readonly Lazy<FixedBaseTable> _tables;
    private readonly BlstP2Affine _tau;

    private KzgSetup(KzgSetupFile file, in BlstP2Affine tau)
    {
        _file = file;
        _tau = tau;
        _reference = new(LoadReference);
        _lagrange = new(DecodeLagrange);
        _tables = new(BuildTables);
    }

    /// <summary>c-kzg's form of the setup: the definition that every other way is compared with.</summary>
    public CkzgSettings Reference => _reference.Value;

    /// <summary>The secret times the generator of G2: all of the setup that a verifier needs.</summary>
    internal ref readonly BlstP2Affine Tau => ref _tau;

    /// <summary>The Lagrange points in the order of a blob's elements.</summary>
    internal BlstP1Affine[] Lagrange => _lagrange.Value;

    /// <summary>Multiples of the Lagrange points, where <see cref="FixedBaseTable.IsSupported"/>.</summary>
    internal FixedBaseTable Tables => _tables.Value;

    /// <summary>Gives the setup that this process shares, reading it at the first call.</summary>
    /// <returns>False with one sentence that names the cause and the fix.</returns>
    public static bool TryGet([NotNullWhen(true)] out KzgSetup? setup, [NotNullWhen(false)] out string? reason)
    {
        (setup, reason) = s_shared.Value;
        return setup is not null;
    }

    /// <summary>Reads a setup of its own from a file.</summary>
    internal static bool TryLoad(
        string? path, [NotNullWhen(true)] out KzgSetup? setup, [NotNullWhen(false)] out string? reason)
    {
        setup = null;
        if (!Blst.IsSupported)
        {
            reason = Blst.NotSupportedReason ?? "libaether_bls is not usable";
            return false;
        }

        if (!KzgSetupFile.TryRead(path, out KzgSetupFile? file, out reason))
            return false;
        ReadOnlySpan<byte> tau = file.G2Monomial.AsSpan(Kzg.SetupG2Bytes, Kzg.SetupG2Bytes);
        if (Blst.DecodeP2(tau, out BlstP2Affine point) != BlstError.Success)
            throw new InvalidOperationException("the pinned setup has a bad point of G2");
        setup = new KzgSetup(file, point);
        return true;
    }

    private static (KzgSetup? Setup, string? Reason) LoadShared() =>
        TryLoad(KzgSetupFile.Find(), out KzgSetup? setup, out string? reason) ? (setup, null) : (null, reason);

    private CkzgSettings LoadReference()
    {
        if (!CkzgSettings.TryLoad(
            _file.G1Monomial, _file.G1Lagrange, _file.G2Monomial, out CkzgSettings? settings, out CkzgStatus status))
        {
            throw new InvalidOperationException($"c-kzg refuses the pinned setup: {status}");
        }

        return settings;
    }

    private FixedBaseTable BuildTables()
    {
        byte[] points = new byte[Kzg.ElementCount * FixedBaseTable.PointBytes];
        for (int index = 0; index < Kzg.ElementCount; index++)
        {
            Span<byte> point = points.AsSpan(index * FixedBaseTable.PointBytes, FixedBaseTable.PointBytes);
            Blst.EncodeUncompressed(Lagrange[index], point);
        }

        return FixedBaseTable.TryBuild(points, out FixedBaseTable? tables)
            ? tables
            : throw new InvalidOperationException("the pinned setup's points have no table");
    }

    private BlstP1Affine[] DecodeLagrange()
    {
        BlstP1Affine[] points = new BlstP1Affine[Kzg.ElementCount];
        for (int index = 0; index < points.Length; index++)
        {
            int source = KzgDomain.ReverseBits(index) * Kzg.CommitmentBytes;
            if (Blst.DecodeP1(_file.G1Lagrange.AsSpan(source, Kzg.CommitmentBytes), out points[index])
                != BlstError.Success)
            {
                throw new InvalidOperationException("the pinned setup has a bad point of G1");
            }
        }

        return points;
    }
}
