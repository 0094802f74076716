using System.Diagnostics;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Devnet;

/// <summary>The signer process of one devnet validator: it lives as long as the devnet.</summary>
/// <remarks>The child ends by itself when this process ends, however that ends: its standard input closes.</remarks>
internal sealed class DevnetSigner : IDisposable
{
    private const string KeyName = "validator";

    private readonly Process _process;

    private DevnetSigner(Process process, SignerEndpoint endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens.</summary>
    public SignerEndpoint Endpoint { get; }

    /// <summary>Its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the signer of a node's folder; a new one takes over what the node itself signed.</summary>
    /// <exception cref="NodeStartException">It did not start.</exception>
    public static DevnetSigner Start(Genesis genesis, ValidatorKeys keys, string nodeFolder)
    {
        SignerFolder folder = SignerFolder.At(Path.Combine(nodeFolder, "signer"), null);
        if (folder.Names().Count == 0)
        {
            int index = genesis.Validators.IndexOf(keys.Address);
            uint kesStart = index < 0 ? 0 : genesis.Validators[index].KesStartEpoch;
            folder.Add(KeyName, keys, genesis.Hash, kesStart, First(genesis, keys, nodeFolder));
        }
        // In the temporary folder: the path of a socket may have 107 bytes only.
        string socket = Path.Combine(Directory.CreateTempSubdirectory("aether-").FullName, "signer.sock");
        SignerEndpoint endpoint = new(socket, null, 0);
        Process process = Process.Start(SignerProcess.Describe(folder, endpoint))
            ?? throw new NodeStartException(ExitCode.Unexpected, "a signer process could not be started");
        process.ErrorDataReceived += (_, line) => { };
        process.BeginErrorReadLine();
        DevnetSigner signer = new(process, endpoint);
        if (process.StandardOutput.ReadLine() is null)
        {
            signer.Dispose();
            throw new NodeStartException(
                ExitCode.Refused, $"the signer of {nodeFolder} did not start; try: aether signer status --key-dir "
                + folder.Root);
        }
        return signer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }
        _process.Dispose();
        string socketFolder = Path.GetDirectoryName(Endpoint.UnixPath!)!;
        if (Directory.Exists(socketFolder))
        {
            Directory.Delete(socketFolder, recursive: true);
        }
    }

    private static SignerRecord First(Genesis genesis, ValidatorKeys keys, string nodeFolder)
    {
        string path = Path.Combine(nodeFolder, "safety.log");
        if (!File.Exists(path))
        {
            return SignerRecord.Empty;
        }
        BlsPublicKey key = keys.ToValidator(genesis.ChainId, 1).BlsKey;
        using FileSafetyLog log = FileSafetyLog.OpenOrCreate(path, genesis.Hash, key, mayCreate: false);
        return log.Load() is { } last ? SignerRecord.From(last) : SignerRecord.Empty;
    }
}
