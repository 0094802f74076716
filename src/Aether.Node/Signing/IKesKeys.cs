namespace Aether.Node.Signing;

/// <summary>The forward-secure header keys of one validator.</summary>
internal interface IKesKeys : IDisposable
{
    /// <summary>
    /// Gets ready to sign for an epoch: what could sign for an earlier one is erased before this returns. False with
    /// a sentence when no key covers the epoch; then nothing changed.
    /// </summary>
    bool TryPrepare(uint epoch, out string reason);

    /// <summary>Signs for the epoch prepared last.</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}
