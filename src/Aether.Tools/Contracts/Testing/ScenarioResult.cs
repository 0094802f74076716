using Aether.Core.Types;

namespace Aether.Tools.Contracts.Testing;

/// <summary>What a scenario gave.</summary>
/// <param name="Problem">What differs from what it expects; empty when all is as expected.</param>
/// <param name="Steps">What each step did.</param>
/// <param name="StorageRoot">Root of the storage at the end.</param>
internal sealed record ScenarioResult(string Problem, IReadOnlyList<ScenarioOutcome> Steps, Hash256 StorageRoot);
