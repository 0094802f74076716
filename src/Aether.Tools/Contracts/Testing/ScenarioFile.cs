using System.Text.Json.Serialization;

namespace Aether.Tools.Contracts.Testing;

/// <summary>Calls of a contract in order, and what they must give.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Steps">The calls; the first one deploys when the contract has an `init`.</param>
/// <param name="Storage">The whole storage at the end, as `0x` text; null when it does not matter.</param>
/// <remarks>
/// Text that begins with `@` stands for an address: `@contract` for the contract's, `@name` for an account so named.
/// </remarks>
internal sealed record ScenarioFile(
    [property: JsonRequired] string Format,
    [property: JsonRequired] ScenarioStep[] Steps,
    Dictionary<string, string>? Storage = null)
{
    /// <summary>The only format.</summary>
    public const string CurrentFormat = "aether-scenario/1";
}
