namespace Aether.KernelBench.Differential;

/// <summary>The counts of the runs before this one, to which the workers' counts are added.</summary>
internal sealed class ChunkTotals
{
    private readonly long[] _kinds = new long[SignatureKinds.Count];
    private readonly long _scalarSample;
    private readonly long _libsodiumSample;
    private readonly long _avx2Sample;

    public ChunkTotals(DifferentialState state)
    {
        _scalarSample = state.ScalarSample;
        _libsodiumSample = state.LibsodiumSample;
        _avx2Sample = state.Avx2Sample;
        for (int kind = 0; kind < _kinds.Length; kind++)
            _kinds[kind] = state.Kinds.GetValueOrDefault(((SignatureKind)kind).ToString());
    }

    /// <summary>Sets the counts of <paramref name="state"/>.</summary>
    public void WriteSum(DifferentialState state, ChunkCheck[] checks)
    {
        state.ScalarSample = _scalarSample + checks.Sum(check => check.ScalarSample);
        state.LibsodiumSample = _libsodiumSample + checks.Sum(check => check.LibsodiumSample);
        state.Avx2Sample = _avx2Sample + checks.Sum(check => check.Avx2Sample);
        state.Mismatches = checks.Sum(check => check.Mismatches);
        state.Differences.Clear();
        state.Differences.AddRange(checks.SelectMany(check => check.Differences));
        state.Accepted = 0;
        state.Refused = 0;
        for (int kind = 0; kind < _kinds.Length; kind++)
        {
            long count = _kinds[kind] + checks.Sum(check => check.Kinds[kind]);
            state.Kinds[((SignatureKind)kind).ToString()] = count;
            if (SignatureKinds.IsAccepted((SignatureKind)kind))
                state.Accepted += count;
            else
                state.Refused += count;
        }

        state.Signatures = state.Accepted + state.Refused;
    }
}
