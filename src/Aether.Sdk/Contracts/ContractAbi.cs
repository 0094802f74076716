using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aether.Core;

namespace Aether.Sdk.Contracts;

/// <summary>
/// What a contract offers: its methods, events and errors. Lives as JSON in the custom section `aether.abi` of the
/// contract's module; the chain does not read it.
/// </summary>
/// <remarks><b>Source</b>: <c>src/docs/specs/contract-abi.md</c>.</remarks>
public sealed record ContractAbi(
    string Name,
    string Version,
    string Docs,
    IReadOnlyList<AbiMethod> Methods,
    IReadOnlyList<AbiEvent> Events,
    IReadOnlyList<AbiError> Errors)
{
    /// <summary>The only format.</summary>
    public const string Format = "aether-abi/1";

    /// <summary>Name of the custom section.</summary>
    public const string SectionName = "aether.abi";

    /// <summary>Method that runs once, when the contract is deployed.</summary>
    public const string InitMethod = "init";

    /// <summary>Reads a description. Never throws; a refusal names the place and the reason.</summary>
    /// <param name="utf8">JSON text.</param>
    /// <param name="abi">The description; null when refused.</param>
    /// <param name="problem">Where and why, such as `methods[0].inputs[1].type: ...`; empty when accepted.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out ContractAbi? abi, out string problem)
    {
        if (utf8.Length > Limits.ContractAbi.MaxBytes)
        {
            abi = null;
            problem = $"{utf8.Length} bytes are more than the {Limits.ContractAbi.MaxBytes} of a description";
            return false;
        }
        return AbiReader.TryRead(utf8, out abi, out problem);
    }

    /// <summary>The method of that name, or null.</summary>
    public AbiMethod? FindMethod(string name) => Methods.FirstOrDefault(method => method.Name == name);

    /// <summary>The error with that number, the contract's own or the kit's; null when neither knows it.</summary>
    public AbiError? FindError(uint code) =>
        Errors.FirstOrDefault(error => error.Code == code)
        ?? AbiError.OfKit.FirstOrDefault(error => error.Code == code);

    /// <summary>Compact JSON with members in one order: equal descriptions have equal bytes.</summary>
    public byte[] ToUtf8()
    {
        using MemoryStream stream = new();
        JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(stream, options))
        {
            AbiJson.Write(json, this);
        }
        return stream.ToArray();
    }

    /// <summary>The compact JSON as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToUtf8());
}
