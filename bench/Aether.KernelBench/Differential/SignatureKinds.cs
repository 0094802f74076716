namespace Aether.KernelBench.Differential;

/// <summary>The two halves of <see cref="SignatureKind"/>.</summary>
internal static class SignatureKinds
{
    /// <summary>Kinds in the enumeration.</summary>
    public const int Count = (int)SignatureKind.Cancelling + 1;

    /// <summary>The first <see cref="AcceptedCount"/> kinds are valid by ZIP-215, all others are not.</summary>
    public const int AcceptedCount = (int)SignatureKind.SmallOrderBoth + 1;

    /// <summary>What ZIP-215 says of a kind.</summary>
    public static bool IsAccepted(SignatureKind kind) => (int)kind < AcceptedCount;

    /// <summary>One of the valid kinds; half of them honest.</summary>
    public static SignatureKind PickAccepted(ref SplitMix random) =>
        (random.Next() & 1) == 0 ? SignatureKind.Honest : (SignatureKind)random.Below(AcceptedCount);

    /// <summary>One of the invalid kinds.</summary>
    public static SignatureKind PickRefused(ref SplitMix random) =>
        (SignatureKind)(AcceptedCount + random.Below(Count - AcceptedCount));
}
