using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>An access that a transaction did not declare.</summary>
/// <param name="Id">Account or object.</param>
/// <param name="Access">`read` or `write`.</param>
public sealed record UndeclaredAccess([property: JsonRequired] Hash256 Id, [property: JsonRequired] string Access);
