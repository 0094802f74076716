using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aether.Core.Types;
using Aether.Native.OpenSsl;
using Aether.Native.Pkcs11;
using PublicKey = Aether.Core.Types.PublicKey;

namespace Aether.Node.Signing;

/// <summary>Keys in a PKCS#11 token: an HSM, a smart card, a key service's module, or SoftHSM.</summary>
/// <remarks>
/// <b>Ownership</b>: holds a session with the token until disposal, logged in. <b>Threads</b>: any; a lock orders the
/// calls, since TLS asks for signatures on threads of its own. The PIN is zeroed as soon as the token has it.
/// </remarks>
internal sealed class Pkcs11KeyProvider : IKeyProvider
{
    private const int EdPointBytes = 32;
    private const int EcPointBytes = 65;
    private const int SignatureBytes = 64;

    private readonly Lock _lock = new();
    private readonly Pkcs11Options _options;
    private readonly Pkcs11Module _module;
    private readonly Pkcs11Session _session;
    private readonly ulong _coldKey;
    private readonly ulong _transportKey;
    private readonly PublicKey _coldPublic;
    private readonly ForeignEcKey? _transport;

    private Pkcs11KeyProvider(Pkcs11Options options, Pkcs11Module module, Pkcs11Session session, ulong slot)
    {
        _options = options;
        _module = module;
        _session = session;
        if (options.ColdKeyLabel is { } cold)
        {
            RequireMechanism(slot, Pkcs11Mechanism.EdDsa, "EdDSA (CKM_EDDSA)");
            _coldKey = FindKey(cold, EdPointBytes, "an ed25519 key", out byte[] point);
            _coldPublic = new PublicKey(new Hash256(point));
        }
        if (options.TransportKeyLabel is { } transport)
        {
            RequireMechanism(slot, Pkcs11Mechanism.Ecdsa, "ECDSA (CKM_ECDSA)");
            _transportKey = FindKey(transport, EcPointBytes, "a key on P-256", out byte[] point);
            _transport = CreateForeign(transport, point);
        }
    }

    /// <inheritdoc/>
    public string Description => $"token {_options.Token} ({_options.Module})";

    /// <inheritdoc/>
    public PublicKey ColdKey => _options.ColdKeyLabel is null ? throw NoLabel("cold key") : _coldPublic;

    /// <summary>Loads the module, logs in and finds the keys.</summary>
    /// <exception cref="KeyProviderException">One sentence: what is missing or wrong, and what to do.</exception>
    public static Pkcs11KeyProvider Open(Pkcs11Options options)
    {
        if (!Pkcs11Module.TryOpen(options.Module, out Pkcs11Module? module, out string? reason))
        {
            throw new KeyProviderException(reason);
        }
        Pkcs11Session? session = null;
        try
        {
            ulong slot = FindToken(options, module);
            session = new Pkcs11Session(module, slot);
            Login(options, session);
            return new Pkcs11KeyProvider(options, module, session, slot);
        }
        catch (Exception error)
        {
            session?.Dispose();
            module.Dispose();
            throw error is Pkcs11Exception failure ? Explain(options, failure) : error;
        }
    }

    /// <inheritdoc/>
    public byte[] SignWithColdKey(ReadOnlySpan<byte> message)
    {
        if (_options.ColdKeyLabel is null)
        {
            throw NoLabel("cold key");
        }
        byte[] signature = new byte[SignatureBytes];
        Sign(Pkcs11Mechanism.EdDsa, _coldKey, message, signature);
        return signature;
    }

    /// <inheritdoc/>
    public X509Certificate2 OpenTransportCertificate()
    {
        if (_transport is null || _options.CertificatePath is not { } path)
        {
            throw NoLabel("TLS key and its certificate");
        }
        using X509Certificate2 certificate = PemIdentity.LoadPublic(path);
        using ECDsa key = _transport.Open();
        try
        {
            return certificate.CopyWithPrivateKey(key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KeyProviderException(
                $"{path} is no certificate of the key {_options.TransportKeyLabel} in token {_options.Token};"
                + " have one issued for that key");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _transport?.Dispose();
            _session.Dispose();
            _module.Dispose();
        }
    }

    private static ulong FindToken(Pkcs11Options options, Pkcs11Module module)
    {
        Pkcs11TokenInfo[] tokens = module.ReadTokens();
        Pkcs11TokenInfo[] named = [.. tokens.Where(token => token.Label == options.Token)];
        if (named.Length == 1)
        {
            return named[0].PinIsLocked ? throw Locked(options) : named[0].Slot;
        }
        string there = tokens.Length == 0 ? "none" : string.Join(", ", tokens.Select(token => token.Label));
        throw new KeyProviderException(named.Length == 0
            ? $"{options.Module} shows no token {options.Token} (there: {there}); insert it or correct the label"
            : $"{options.Module} shows several tokens {options.Token}; take out those that are not meant");
    }

    private static void Login(Pkcs11Options options, Pkcs11Session session)
    {
        byte[] pin = options.Pin.Read();
        try
        {
            session.Login(pin);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }
    }

    private static KeyProviderException Explain(Pkcs11Options options, Pkcs11Exception error) => error.Result switch
    {
        Pkcs11Result.PinIncorrect or Pkcs11Result.PinInvalid or Pkcs11Result.PinLengthRange => new(
            $"token {options.Token} refuses the PIN; correct it in {options.Pin.Description} before trying again, since"
            + " tokens lock themselves after a few wrong ones"),
        Pkcs11Result.PinLocked => Locked(options),
        Pkcs11Result.UserPinNotInitialized => new(
            $"token {options.Token} has no user PIN yet; initialise it with its own tool"),
        Pkcs11Result.KeyFunctionNotPermitted => new(
            $"token {options.Token} does not let the key sign; create it with the right to sign (CKA_SIGN)"),
        _ when error.IsTokenGone => new(
            $"token {options.Token} was removed or reset ({error.Message}); put it back and start again"),
        _ => new($"token {options.Token} failed ({error.Message}); see its own log"),
    };

    private static KeyProviderException Locked(Pkcs11Options options) => new(
        $"token {options.Token} is locked after wrong PINs; unlock it with its security officer's PIN");

    private static KeyProviderException NoLabel(string what) =>
        new($"no label was given for the {what} in the token; name it in the configuration");

    private void RequireMechanism(ulong slot, Pkcs11Mechanism mechanism, string name)
    {
        if (!_module.Has(slot, mechanism))
        {
            throw new KeyProviderException(
                $"token {_options.Token} cannot sign with {name}; keep this key in a file or in another token");
        }
    }

    private ulong FindKey(string label, int pointBytes, string kind, out byte[] point)
    {
        ulong[] secrets = _session.FindKeys(Pkcs11KeyClass.Private, label);
        ulong[] publics = _session.FindKeys(Pkcs11KeyClass.Public, label);
        if (secrets.Length != 1 || publics.Length != 1)
        {
            bool several = secrets.Length > 1 || publics.Length > 1;
            throw new KeyProviderException(several
                ? $"token {_options.Token} has several keys {label}; give each its own label"
                : $"token {_options.Token} has no key pair {label}; create it or correct the label");
        }
        point = _session.ReadPoint(publics[0]) ?? [];
        return point.Length == pointBytes
            ? secrets[0]
            : throw new KeyProviderException($"the key {label} in token {_options.Token} is not {kind}");
    }

    private ForeignEcKey CreateForeign(string label, byte[] point)
    {
        try
        {
            return new ForeignEcKey(
                point, (digest, signature) => Sign(Pkcs11Mechanism.Ecdsa, _transportKey, digest, signature));
        }
        catch (CryptographicException)
        {
            throw new KeyProviderException($"the key {label} in token {_options.Token} is not a key on P-256");
        }
    }

    private void Sign(Pkcs11Mechanism mechanism, ulong key, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        lock (_lock)
        {
            try
            {
                _session.Sign(mechanism, key, data, signature);
            }
            catch (Pkcs11Exception error)
            {
                throw Explain(_options, error);
            }
        }
    }
}
