using System.CommandLine;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>The options that say where a validator's keys are.</summary>
internal sealed class SignerOptions
{
    private readonly Option<string?> _keys = new("--keys")
    {
        Description = "The validator's key file; or name a --signer.",
    };

    private readonly Option<string?> _signer = new("--signer")
    {
        Description = "The signer process that holds the keys: unix:PATH or tls:HOST:PORT.",
    };

    private readonly Option<string?> _signerCertificate = new("--signer-cert")
    {
        Description = "PEM certificate the signer shows.",
    };

    private readonly Option<string?> _certificate = new("--client-cert")
    {
        Description = "PEM certificate shown to the signer.",
    };

    private readonly Option<string?> _certificateKey = new("--client-key")
    {
        Description = "PEM key of --client-cert.",
    };

    private readonly Option<int?> _validator = new("--validator")
    {
        Description = "With --signer: number of the validator in the genesis, from 0; not needed when it has one.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_keys, _signer, _signerCertificate, _certificate, _certificateKey,
            _validator])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The key file that was named, if any.</summary>
    public string? ReadKeys(ParseResult parsed) => parsed.GetValue(_keys);

    /// <summary>The signer that was named, if any.</summary>
    public SignerLink? ReadSigner(ParseResult parsed) => SignerLink.From(
        parsed.GetValue(_signer),
        parsed.GetValue(_signerCertificate),
        parsed.GetValue(_certificate),
        parsed.GetValue(_certificateKey));

    /// <summary>The validator that was named, if any.</summary>
    public int? ReadValidator(ParseResult parsed) => parsed.GetValue(_validator) is { } number
        ? OptionValue.Within(number, 0, ushort.MaxValue, "--validator")
        : null;
}
