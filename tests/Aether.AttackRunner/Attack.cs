namespace Aether.AttackRunner;

/// <summary>One way to disturb a network of validators.</summary>
/// <param name="Name">Short, with hyphens.</param>
/// <param name="What">What is sent, in a few words.</param>
/// <param name="IsSeen">Whether the counters show that the network noticed: refused, dropped or cut.</param>
/// <param name="Run">Attacks until the site says stop.</param>
internal sealed record Attack(
    string Name, string What, Func<Tally, bool> IsSeen, Action<AttackSite, Tally> Run)
{
    /// <summary>The victims find their peers, whoever they are, in place of a list.</summary>
    public bool IsOpen { get; init; }
}
