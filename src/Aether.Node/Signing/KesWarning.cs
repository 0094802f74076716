namespace Aether.Node.Signing;

/// <summary>When an operator must certify a new KES key.</summary>
internal static class KesWarning
{
    /// <summary>A sentence from the last tenth of the last key on; null before.</summary>
    public static string? Of(IEnumerable<KesKeyState> keys, uint epoch)
    {
        KesKeyState? last = keys.MaxBy(key => key.LastEpoch);
        if (last is null || epoch > last.LastEpoch)
        {
            return "no KES key covers the epochs to come: headers are not signed; certify one with: "
                + "aether signer keys new-kes";
        }
        uint left = last.LastEpoch - Math.Max(epoch, last.Certificate.StartEpoch) + 1;
        return (ulong)left * 10 <= last.Certificate.Periods
            ? $"the last KES key ends with epoch {last.LastEpoch}, {left} periods left; certify the next with: "
                + "aether signer keys new-kes"
            : null;
    }
}
