namespace Aether.UnitTests.Repository;

/// <summary>One breach of a house rule: where, which rule, and what to do about it.</summary>
internal readonly record struct Finding(string Path, int Line, string Rule, string Message)
{
    public override string ToString() => $"{Path}:{Line}: [{Rule}] {Message}";
}
