namespace Aether.UnitTests.Repository;

/// <summary>One use, in deterministic code, of something two nodes could see differently.</summary>
/// <param name="Member">The member as written in the source, with its namespace.</param>
/// <param name="Rule">The rule, as named in the allow-list.</param>
/// <param name="Message">Place, member, rule and use in one line.</param>
internal readonly record struct DeterminismBreach(string Member, string Rule, string Message)
{
    public override string ToString() => Message;
}
