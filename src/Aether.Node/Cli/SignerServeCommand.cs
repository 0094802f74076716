using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Aether.Core;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether signer serve`: answers nodes until it is stopped or cannot write its log.</summary>
internal static class SignerServeCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> folder = SignerCommand.KeyFolder();
        Option<string?> anchors = SignerCommand.AnchorFolder();
        Option<string> listen = new("--listen") { Description = "unix:PATH or tls:HOST:PORT.", Required = true };
        Option<string?> certificate = new("--tls-cert") { Description = "PEM certificate shown over TLS." };
        Option<string?> key = new("--tls-key") { Description = "PEM key of --tls-cert, readable by its owner only." };
        TokenOptions token = new("Label of the P-256 key of --tls-cert in the token, instead of --tls-key.");
        Option<int> rate = new("--requests-per-second")
        {
            Description = "Limit of each key; a view needs five.",
            DefaultValueFactory = _ => Limits.Signer.RequestsPerSecond,
        };
        Option<bool> bound = new("--stop-with-stdin")
        {
            Description = "Stop when standard input ends, as a child of the process that writes to it.",
            Hidden = true,
        };
        Command command = new("serve", "Sign for the nodes that connect.")
        {
            folder, anchors, listen, certificate, key, rate, bound,
        };
        token.AddTo(command);
        command.SetAction(async (parsed, cancellation) => (int)await RunAsync(
            SignerFolder.At(parsed.GetValue(folder)!, parsed.GetValue(anchors)),
            parsed.GetValue(listen)!,
            parsed.GetValue(certificate),
            parsed.GetValue(key),
            token.Read(parsed),
            OptionValue.Within(parsed.GetValue(rate), 1, 1_000_000, "--requests-per-second"),
            parsed.GetValue(bound)).ConfigureAwait(false));
        return command;
    }

    private static async Task<ExitCode> RunAsync(
        SignerFolder folder,
        string listen,
        string? certificate,
        string? key,
        (Pkcs11Options Token, string Key)? token,
        int rate,
        bool stopsWithInput)
    {
        NativeSupport.RequireKeys();
        if (!SignerEndpoint.TryParse(listen, out SignerEndpoint? endpoint, out string reason))
        {
            throw new NodeStartException(ExitCode.Usage, $"--listen: {reason}.");
        }
        bool hasKey = key is not null || token is not null;
        if (endpoint!.IsTls != (certificate is not null && hasKey) || (key is not null && token is not null))
        {
            throw new NodeStartException(
                ExitCode.Usage,
                "--tls-cert with --tls-key or a token goes with --listen tls:HOST:PORT, and only with it.");
        }
        using StopSignal signal = new();
        using SignerService service = SignerService.Open(folder, rate, TimeProvider.System);
        using Pkcs11KeyProvider? held = token is not { } named
            ? null
            : Pkcs11KeyProvider.Open(
                named.Token with { TransportKeyLabel = named.Key, CertificatePath = certificate });
        using X509Certificate2? identity = held?.OpenTransportCertificate()
            ?? (certificate is null ? null : PemIdentity.Load(certificate, key!));
        using SignerServer server = Listen(service, endpoint, identity);
        foreach (SignerKey signing in service.Keys)
        {
            Console.Error.WriteLine(SignerStatusCommand.Line(signing.Name, signing.Signer.Record, signing.Kes.Keys));
        }
        Console.WriteLine($"listening {server.Endpoint}");
        List<Task> ends = [signal.Received, service.Failed];
        if (stopsWithInput)
        {
            // Only its end means something: whatever comes before is dropped, not held.
            ends.Add(Task.Run(() => Console.OpenStandardInput().CopyTo(Stream.Null)));
        }
        await Task.WhenAny(ends).ConfigureAwait(false);
        if (service.Failed.IsCompletedSuccessfully)
        {
            Exception error = await service.Failed.ConfigureAwait(false);
            throw new NodeStartException(
                ExitCode.Storage, $"the signer's log cannot be written and it signs nothing more: {error.Message}");
        }
        return signal.Received.IsCompletedSuccessfully
            ? await signal.Received.ConfigureAwait(false)
            : ExitCode.Success;
    }

    private static SignerServer Listen(SignerService service, SignerEndpoint endpoint, X509Certificate2? identity)
    {
        try
        {
            return SignerServer.Start(service, endpoint, identity);
        }
        catch (Exception error) when (error is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(ExitCode.Endpoint, $"cannot listen on {endpoint}: {error.Message}");
        }
    }
}
