using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>The keys of a signer process and who holds each.</summary>
/// <remarks>
/// <b>Ownership</b>: owns the keys and the audit log. <b>Threads</b>: any.
/// <b>Errors</b>: a log that cannot be written ends the whole signer: see <see cref="Failed"/>.
/// </remarks>
internal sealed class SignerService : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BlsPublicKey, SignerKey> _keys = [];
    private readonly Dictionary<BlsPublicKey, SignerLease> _leases = [];
    private readonly int _requestsPerSecond;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Creates a service.</summary>
    /// <param name="keys">The keys; taken over.</param>
    /// <param name="audit">The audit log; taken over.</param>
    /// <param name="requestsPerSecond">Limit of each key.</param>
    /// <param name="time">Measures the limit.</param>
    public SignerService(IEnumerable<SignerKey> keys, AuditLog audit, int requestsPerSecond, TimeProvider time)
    {
        Audit = audit;
        _requestsPerSecond = requestsPerSecond;
        _time = time;
        foreach (SignerKey key in keys)
        {
            if (!_keys.TryAdd(key.BlsKey, key))
            {
                throw new SafetyLogException(
                    $"{_keys[key.BlsKey].Name} and {key.Name} hold the same key with two logs, which protect nothing; "
                    + "remove the one that signed less, after importing its export into the other");
            }
        }
    }

    /// <summary>Every request and its end.</summary>
    public AuditLog Audit { get; }

    /// <summary>The keys.</summary>
    public IReadOnlyCollection<SignerKey> Keys => _keys.Values;

    /// <summary>Completes when a log could not be written; the process must end then.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Opens every key of a folder.</summary>
    /// <exception cref="SafetyLogException">A log cannot be used.</exception>
    /// <exception cref="KeyProviderException">A key cannot be used.</exception>
    public static SignerService Open(SignerFolder folder, int requestsPerSecond, TimeProvider time)
    {
        List<SignerKey> keys = [];
        try
        {
            IReadOnlyList<string> names = folder.Names();
            if (names.Count is 0 or > Limits.Signer.MaxKeys)
            {
                throw new KeyProviderException(
                    $"{folder.Root} holds {names.Count} keys, not 1 to {Limits.Signer.MaxKeys}; add one with: "
                    + "aether signer init");
            }
            foreach (string name in names)
            {
                keys.Add(SignerKey.Open(folder, name));
            }
            return new SignerService(keys, AuditLog.Open(folder.AuditPath, time), requestsPerSecond, time);
        }
        catch
        {
            keys.ForEach(key => key.Dispose());
            throw;
        }
    }

    /// <summary>Gives a connection the key it asks for, if it may have it; otherwise a sentence.</summary>
    public string? TryLease(SignerHello hello, bool needsPin, string? clientPin, out SignerLease? lease)
    {
        lease = null;
        if (hello.Version != SignerHello.CurrentVersion)
        {
            return $"this signer speaks version {SignerHello.CurrentVersion} of the protocol, not {hello.Version}";
        }
        if (!_keys.TryGetValue(hello.Key, out SignerKey? key)
            || (needsPin && (key.ClientPin is null || key.ClientPin != clientPin)))
        {
            return "this signer does not hold that key for this client";
        }
        if (hello.GenesisHash != key.GenesisHash)
        {
            return $"the key is bound to the chain with genesis {key.GenesisHash}";
        }
        SignerRecord record = key.Signer.Record;
        if (hello.Answered is { } answered && !record.Covers(answered))
        {
            return $"the log of {key.Name} ends at epoch {record.Epoch} view {record.PrevotedView}, below what its "
                + "node was answered: it is an old copy; see the runbook of the signer";
        }
        lock (_gate)
        {
            if (_leases.ContainsKey(hello.Key))
            {
                return $"another connection holds the key {key.Name}";
            }
            lease = new SignerLease(this, key, _requestsPerSecond, _time, WarningOf(key, record));
            _leases.Add(hello.Key, lease);
            return null;
        }
    }

    /// <summary>Signs, or says why not.</summary>
    public SignerRefusal Sign(SignerKey key, SignRequest request, out byte[] signature, out string reason)
    {
        try
        {
            return key.Signer.Sign(request, out signature, out reason);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _failed.TrySetResult(error);
            signature = [];
            reason = "the signer cannot write its log and ends";
            return SignerRefusal.Unavailable;
        }
    }

    /// <summary>Changes what is not a mark.</summary>
    public void Change(SignerKey key, Func<SignerRecord, SignerRecord> change)
    {
        try
        {
            key.Signer.Change(change);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _failed.TrySetResult(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SignerKey key in _keys.Values)
        {
            key.Dispose();
        }
        Audit.Dispose();
    }

    internal void Release(SignerLease lease)
    {
        lock (_gate)
        {
            if (_leases.TryGetValue(lease.Key.BlsKey, out SignerLease? held) && ReferenceEquals(held, lease))
            {
                _leases.Remove(lease.Key.BlsKey);
            }
        }
    }

    private static string WarningOf(SignerKey key, SignerRecord record) =>
        KesWarning.Of(key.Kes.Keys, record.Epoch) ?? "";
}
