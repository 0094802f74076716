using System.CommandLine;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>The options that name a PKCS#11 token and one of its keys, the same for every command.</summary>
internal sealed class TokenOptions
{
    private readonly Option<string?> _module = new("--pkcs11-module")
    {
        Description = "Library of the token's maker, such as /usr/lib/softhsm/libsofthsm2.so.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _token = new("--pkcs11-token")
    {
        Description = "Label of the token.",
        HelpName = "LABEL",
    };

    private readonly Option<string?> _pin = new("--pkcs11-pin")
    {
        Description = "Where its PIN is: file:PATH (readable by its owner only) or env:NAME. Never the PIN itself.",
        HelpName = "SOURCE",
    };

    private readonly Option<string?> _key;

    /// <summary>The options, with the description of what the key is for.</summary>
    public TokenOptions(string keyDescription) =>
        _key = new Option<string?>("--pkcs11-key") { Description = keyDescription, HelpName = "LABEL" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_module);
        command.Add(_token);
        command.Add(_pin);
        command.Add(_key);
    }

    /// <summary>The token, and the label of the key; null when none of the options was given.</summary>
    /// <exception cref="NodeStartException">Some of them are missing, or the PIN is given by itself.</exception>
    public (Pkcs11Options Token, string Key)? Read(ParseResult parsed)
    {
        string?[] given =
        [
            parsed.GetValue(_module), parsed.GetValue(_token), parsed.GetValue(_pin), parsed.GetValue(_key),
        ];
        if (Array.TrueForAll(given, value => value is null))
        {
            return null;
        }
        if (Array.Exists(given, string.IsNullOrEmpty))
        {
            throw new NodeStartException(
                ExitCode.Usage,
                "a token needs --pkcs11-module, --pkcs11-token, --pkcs11-pin and --pkcs11-key together.");
        }
        try
        {
            Pkcs11PinSource pin = Pkcs11PinSource.Parse(given[2]!);
            return (new Pkcs11Options { Module = given[0]!, Token = given[1]!, Pin = pin }, given[3]!);
        }
        catch (KeyProviderException error)
        {
            throw new NodeStartException(ExitCode.Usage, $"--pkcs11-pin: {error.Message}.");
        }
    }
}
