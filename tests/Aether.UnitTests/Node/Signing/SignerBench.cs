using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Signing;
using Aether.TestKit.Signing;

namespace Aether.UnitTests.Node.Signing;

/// <summary>A signer with one key in a temporary folder.</summary>
internal sealed class SignerBench : IDisposable
{
    private readonly DirectoryInfo _root = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", "aether-signer-" + Guid.NewGuid().ToString("N")[..8]))
        : Directory.CreateTempSubdirectory("aether-signer-");

    private bool _stopped;

    public SignerBench(SignerRecord? first = null, string? clientCertificate = null)
    {
        Folder = SignerFolder.At(Path.Combine(_root.FullName, "keys"), null);
        using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(9, 0, kesDepth: 3);
        Validator = keys.ToValidator("bench", 1);
        Folder.Add("k", keys, Genesis, 0, first ?? SignerRecord.Empty);
        if (clientCertificate is not null)
        {
            File.WriteAllText(Folder.ClientCertificatePath("k"), clientCertificate);
        }
        Service = Open();
    }

    public static Hash256 Genesis { get; } = SignerRequests.HashOf(70);

    public SignerFolder Folder { get; }

    public Validator Validator { get; }

    public SignerService Service { get; private set; }

    public SignerEndpoint Endpoint => new(Path.Combine(_root.FullName, "s.sock"), null, 0);

    public string AnsweredPath => Path.Combine(_root.FullName, "answers");

    public SignerHello Hello => new(SignerHello.CurrentVersion, Genesis, Validator.BlsKey, null);

    public SignerService Open(int requestsPerSecond = 1_000_000, TimeProvider? time = null) =>
        SignerService.Open(Folder, requestsPerSecond, time ?? TimeProvider.System);

    /// <summary>Closes the service and opens it again with the same files.</summary>
    public void Restart(int requestsPerSecond = 1_000_000, TimeProvider? time = null)
    {
        Stop();
        Service = Open(requestsPerSecond, time);
        _stopped = false;
    }

    /// <summary>Closes the service: its files can be read and replaced.</summary>
    public void Stop()
    {
        if (!_stopped)
        {
            _stopped = true;
            Service.Dispose();
        }
    }

    public void Dispose()
    {
        Stop();
        _root.Delete(recursive: true);
    }
}
