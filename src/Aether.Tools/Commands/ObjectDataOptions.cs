using System.CommandLine;
using System.Text;
using Aether.Core;
using Aether.Core.Types;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>The content of an object: hexadecimal digits, text or a file, one of them.</summary>
internal sealed class ObjectDataOptions
{
    private readonly Option<string?> _hex = new("--data") { Description = "Content in 0x hex", HelpName = "HEX" };

    private readonly Option<string?> _text = new("--text") { Description = "Content as text", HelpName = "TEXT" };

    private readonly Option<string?> _file = new("--data-file")
    {
        Description = "File with the content, at most 16 KiB",
        HelpName = "FILE",
    };

    /// <summary>The options.</summary>
    public Symbol[] Symbols => [_hex, _text, _file];

    /// <summary>The content.</summary>
    public byte[] Read(ParseResult arguments)
    {
        string? hex = arguments.GetValue(_hex);
        string? text = arguments.GetValue(_text);
        string? file = arguments.GetValue(_file);
        int given = (hex is null ? 0 : 1) + (text is null ? 0 : 1) + (file is null ? 0 : 1);
        if (given != 1)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"{given} of --data, --text and --data-file are given",
                "an object has one content", "give one of them; --text \"\" for an empty object");
        }
        return text is not null ? Encoding.UTF8.GetBytes(text)
            : file is not null ? Inputs.File(file, Limits.Ledger.MaxObjectBytes)
            : Inputs.Hex(hex!, Limits.Ledger.MaxObjectBytes);
    }
}
