using Aether.Core;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;

namespace Aether.Tools.Contracts;

/// <summary>A folder with the source of one contract.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Language">By its source file: `contract.c` or `contract.ts`.</param>
/// <param name="Abi">From `abi.json` there, or one folder above when two languages share it.</param>
internal sealed record ContractFolder(string Path, ContractLanguage Language, ContractAbi Abi)
{
    /// <summary>Name of the description's file.</summary>
    public const string AbiName = "abi.json";

    /// <summary>Name of the folder for results.</summary>
    public const string BuildName = "build";

    /// <summary>Where the built module is: named as the contract, in small letters.</summary>
    public string ModulePath =>
        System.IO.Path.Combine(Path, BuildName, Abi.Name.ToLowerInvariant() + ".wasm");

    /// <summary>Reads a folder; refuses what is none, and says why.</summary>
    public static ContractFolder Open(string path)
    {
        string folder = System.IO.Path.GetFullPath(path);
        ContractLanguage[] found =
        [
            .. Enum.GetValues<ContractLanguage>()
                .Where(language => File.Exists(System.IO.Path.Combine(folder, KitFiles.SourceName(language)))),
        ];
        if (found.Length != 1)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.BadFile, $"{path} holds no contract",
                found.Length == 0
                    ? "there is neither contract.c nor contract.ts"
                    : "there are contract.c and contract.ts, and a folder is built from one",
                "aetherctl contract new NAME");
        }
        return new ContractFolder(folder, found[0], ReadAbi(folder));
    }

    private static ContractAbi ReadAbi(string folder)
    {
        string own = System.IO.Path.Combine(folder, AbiName);
        string shared = System.IO.Path.Combine(folder, "..", AbiName);
        return ParseAbi(!File.Exists(own) && File.Exists(shared) ? shared : own);
    }

    /// <summary>Reads a description from a JSON file.</summary>
    public static ContractAbi ParseAbi(string path)
    {
        byte[] text = Inputs.File(path, Limits.ContractAbi.MaxBytes);
        return ContractAbi.TryParse(text, out ContractAbi? abi, out string problem)
            ? abi!
            : throw new CliException(
                ExitCode.Usage, ErrorCode.BadAbi, $"{path} is no description of a contract", problem,
                "correct it; src/docs/specs/contract-abi.md lists the members and types");
    }
}
