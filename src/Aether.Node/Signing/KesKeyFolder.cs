using System.Globalization;
using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Kes;

namespace Aether.Node.Signing;

/// <summary>The KES keys of a validator: the current one, the next, each with its certificate, a file each.</summary>
/// <remarks>
/// The highest counter whose start epoch has come is in force. Getting ready for an epoch evolves every key that has
/// begun, makes the evolved key durable and erases the old one, and erases keys that have run out: no file can sign
/// for a period gone by. <b>Threads</b>: one. <b>Ownership</b>: owns the keys in memory.
/// </remarks>
internal sealed class KesKeyFolder : IKesKeys
{
    private const int MaxFileBytes = 64 * 1024;
    private const string EndedSuffix = ".ended";

    private readonly string _folder;
    private readonly SortedDictionary<ulong, (KesCertificate Certificate, KesSigningKey Key)> _keys = [];
    private KesSigningKey? _prepared;
    private ulong? _highestCounter;

    private KesKeyFolder(string folder) => _folder = folder;

    /// <summary>Keys by counter: what each covers and where it stands.</summary>
    public IEnumerable<KesKeyState> Keys =>
        _keys.Values.Select(item => new KesKeyState(item.Certificate, (uint)item.Key.Period));

    /// <summary>The counter of the next certificate: above that of every key there ever was.</summary>
    public ulong NextCounter => (_highestCounter + 1) ?? 0;

    /// <summary>Opens the folder; every file must be whole and certified by the cold key.</summary>
    /// <exception cref="KeyProviderException">A file is damaged, not certified, or there are too many.</exception>
    public static KesKeyFolder Open(string folder, PublicKey coldKey, Hash256 genesisHash)
    {
        KesKeyFolder keys = new(folder);
        try
        {
            Directory.CreateDirectory(folder);
            foreach (string name in Directory.GetFiles(folder, "*.kes.next*"))
            {
                ErasableFile.Recover(name[..(name.IndexOf(".kes", StringComparison.Ordinal) + 4)]);
            }
            string[] files = Directory.GetFiles(folder, "*.kes");
            if (files.Length > Limits.Signer.MaxKesKeys)
            {
                throw new KeyProviderException($"{folder} holds more than {Limits.Signer.MaxKesKeys} KES keys");
            }
            foreach (string file in files)
            {
                keys.Load(file, coldKey, genesisHash);
            }
            keys.FindHighestCounter();
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Adds a key with its certificate. The key is taken over, whatever happens.</summary>
    /// <exception cref="KeyProviderException">
    /// The certificate is not this key's or not the cold key's, or its counter does not rise.
    /// </exception>
    public void Add(KesSigningKey key, KesCertificate certificate, PublicKey coldKey, Hash256 genesisHash)
    {
        string? fault = !Fits(key, certificate) || !certificate.Verify(coldKey, genesisHash)
            ? "the certificate is not this KES key's, or not the cold key's on this chain"
            : certificate.Counter <= _highestCounter
                ? $"the certificate's counter {certificate.Counter} does not rise above {_highestCounter}"
                : _keys.Count >= Limits.Signer.MaxKesKeys ? "too many KES keys" : null;
        if (fault is not null)
        {
            key.Dispose();
            throw new KeyProviderException(fault);
        }
        _keys.Add(certificate.Counter, (certificate, key));
        _highestCounter = certificate.Counter;
        Save(certificate, key);
    }

    /// <inheritdoc/>
    public bool TryPrepare(uint epoch, out string reason)
    {
        KesSigningKey? chosen = null;
        foreach ((KesCertificate certificate, KesSigningKey key) in _keys.Values)
        {
            if (certificate.StartEpoch <= epoch)
            {
                uint period = epoch - certificate.StartEpoch;
                chosen = period < certificate.Periods && period >= (uint)key.Period ? key : null;
            }
        }
        reason = chosen is null ? $"no KES key can sign for epoch {epoch}; certify a new one" : "";
        _prepared = chosen;
        if (chosen is null)
        {
            return false;
        }
        foreach ((KesCertificate certificate, KesSigningKey key) in _keys.Values.ToArray())
        {
            if (certificate.StartEpoch <= epoch)
            {
                Advance(certificate, key, epoch - certificate.StartEpoch);
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        KesSigningKey key = _prepared ?? throw new InvalidOperationException("no epoch was prepared");
        byte[] signature = new byte[CompactSumKes.SignatureBytes(key.Depth)];
        key.Sign(message, signature);
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((KesCertificate _, KesSigningKey key) in _keys.Values)
        {
            key.Dispose();
        }
        _keys.Clear();
    }

    private static bool Fits(KesSigningKey key, KesCertificate certificate) =>
        certificate.KesKey.Value.Span.SequenceEqual(key.VerificationKey)
        && certificate.Periods > 0
        && certificate.Periods <= Math.Min(Limits.Consensus.MaxKesEvolutions, (uint)key.PeriodCount);

    private void FindHighestCounter()
    {
        _highestCounter = _keys.Count > 0 ? _keys.Keys.Max() : null;
        foreach (string path in Directory.GetFiles(_folder, "*.kes" + EndedSuffix))
        {
            string digits = Path.GetFileName(path)[..^(".kes".Length + EndedSuffix.Length)];
            if (ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong counter))
            {
                _highestCounter = Math.Max(counter, _highestCounter ?? 0);
            }
        }
    }

    private void Advance(KesCertificate certificate, KesSigningKey key, uint period)
    {
        if (period >= certificate.Periods)
        {
            // The counter outlives the key: the next certificate must lie above it.
            File.WriteAllText(PathOf(certificate) + EndedSuffix, "");
            ErasableFile.Erase(PathOf(certificate));
            _keys.Remove(certificate.Counter);
            key.Dispose();
            return;
        }
        bool evolved = false;
        while (key.Period < period)
        {
            Core.Diagnostics.Check.That(key.Evolve());
            evolved = true;
        }
        if (evolved)
        {
            Save(certificate, key);
        }
    }

    private void Save(KesCertificate certificate, KesSigningKey key)
    {
        byte[] content = new byte[KesCertificate.EncodedBytes + key.SerializedBytes];
        Ace.Encode(certificate).CopyTo(content, 0);
        key.Serialize(content.AsSpan(KesCertificate.EncodedBytes));
        ErasableFile.Write(PathOf(certificate), content);
        CryptographicOperations.ZeroMemory(content);
    }

    private void Load(string file, PublicKey coldKey, Hash256 genesisHash)
    {
        byte[] content = ErasableFile.Read(file, MaxFileBytes) ?? [];
        bool ok = TryLoad(content, file, coldKey, genesisHash);
        CryptographicOperations.ZeroMemory(content);
        if (!ok)
        {
            throw new KeyProviderException(
                $"the KES key {file} is damaged or not certified by the cold key for this chain; move it away and "
                + "certify a new one with: aether signer keys new-kes");
        }
    }

    private bool TryLoad(byte[] content, string file, PublicKey coldKey, Hash256 genesisHash)
    {
        if (content.Length <= KesCertificate.EncodedBytes
            || !Ace.TryDecode(
                content.AsSpan(0, KesCertificate.EncodedBytes), out KesCertificate certificate, out DecodeError _)
            || !KesSigningKey.TryDeserialize(content.AsSpan(KesCertificate.EncodedBytes), out KesSigningKey? key))
        {
            return false;
        }
        bool ok = Fits(key, certificate) && certificate.Verify(coldKey, genesisHash)
            && PathOf(certificate) == file && _keys.TryAdd(certificate.Counter, (certificate, key));
        if (!ok)
        {
            key.Dispose();
        }
        return ok;
    }

    private string PathOf(KesCertificate certificate) => Path.Combine(
        _folder, certificate.Counter.ToString("D6", CultureInfo.InvariantCulture) + ".kes");
}
