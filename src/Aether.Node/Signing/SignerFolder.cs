using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>The files of a signer: a folder per key, and where the anchors lie.</summary>
/// <remarks>
/// <c>NAME/key.json</c> secrets, <c>NAME/kes/</c> header keys, <c>NAME/safety.log</c> watermarks,
/// <c>NAME/client.pem</c> the client certificate that may ask over TLS; <c>NAME.anchor</c> in the anchor folder.
/// </remarks>
/// <param name="Root">The key folder.</param>
/// <param name="AnchorRoot">Where anchors are kept; best on another disk.</param>
internal sealed record SignerFolder(string Root, string AnchorRoot)
{
    /// <summary>Anchors beside the keys, unless another folder is named.</summary>
    public static SignerFolder At(string root, string? anchorRoot) =>
        new(Path.GetFullPath(root), Path.GetFullPath(anchorRoot ?? Path.Combine(root, "anchors")));

    /// <summary>Names of the keys, in order.</summary>
    public IReadOnlyList<string> Names() => !Directory.Exists(Root)
        ? []
        : [.. Directory.GetDirectories(Root)
            .Select(path => Path.GetFileName(path)!)
            .Where(name => File.Exists(KeyPath(name)))
            .Order(StringComparer.Ordinal)];

    /// <summary>Secrets of a key.</summary>
    public string KeyPath(string name) => Path.Combine(Root, name, "key.json");

    /// <summary>Folder of its KES keys.</summary>
    public string KesPath(string name) => Path.Combine(Root, name, "kes");

    /// <summary>The client certificate that may ask for it over TLS.</summary>
    public string ClientCertificatePath(string name) => Path.Combine(Root, name, "client.pem");

    /// <summary>The signer's audit log.</summary>
    public string AuditPath => Path.Combine(Root, "audit.log");

    /// <summary>Log and anchor of a key.</summary>
    public SignerLogPlace PlaceOf(string name, Hash256 genesisHash, BlsPublicKey key) => new(
        Path.Combine(Root, name, "safety.log"), Path.Combine(AnchorRoot, name + ".anchor"), genesisHash, key);

    /// <summary>Adds a key: its log with the first record, its certified KES key, and last its secrets.</summary>
    /// <param name="name">Name of its folder: letters, digits, dot, dash, underscore.</param>
    /// <param name="keys">The validator's keys; stays the caller's.</param>
    /// <param name="genesisHash">The chain.</param>
    /// <param name="kesStartEpoch">Epoch of the KES key's period 0.</param>
    /// <param name="first">The watermarks it starts from.</param>
    /// <exception cref="SafetyLogException">There is a log for it already.</exception>
    public void Add(string name, ValidatorKeys keys, Hash256 genesisHash, uint kesStartEpoch, SignerRecord first)
    {
        using SignerKeyFile file = SignerKeyFile.From(keys, genesisHash);
        Directory.CreateDirectory(Path.Combine(Root, name));
        Restrict(Root);
        Restrict(Path.Combine(Root, name));
        SignerLog.Create(PlaceOf(name, genesisHash, file.BlsKey), first);
        using (KesKeyFolder kes = KesKeyFolder.Open(KesPath(name), file.ColdKey, genesisHash))
        {
            AddFirstKes(kes, keys, file, kesStartEpoch);
        }
        file.Save(KeyPath(name));
    }

    private static void AddFirstKes(KesKeyFolder folder, ValidatorKeys keys, SignerKeyFile file, uint startEpoch)
    {
        byte[] bytes = new byte[keys.Kes.SerializedBytes];
        keys.Kes.Serialize(bytes);
        bool ok = Crypto.Kes.KesSigningKey.TryDeserialize(bytes, out Crypto.Kes.KesSigningKey? copy);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(bytes);
        Core.Diagnostics.Check.That(ok);
        uint periods = Math.Min(Limits.Consensus.MaxKesEvolutions, (uint)keys.Kes.PeriodCount);
        using FileKeyProvider cold = new([.. keys.ColdSeed], "", "");
        KesCertificate certificate = KesCertificate.Create(
            cold, file.GenesisHash, new PublicKey(new Hash256(keys.Kes.VerificationKey)), startEpoch, periods, 0);
        folder.Add(copy!, certificate, file.ColdKey, file.GenesisHash);
    }

    private static void Restrict(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, SafetyFiles.OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
