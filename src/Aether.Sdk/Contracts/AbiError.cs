namespace Aether.Sdk.Contracts;

/// <summary>One reason for which a contract aborts.</summary>
/// <param name="Code">The number given to `abort`.</param>
/// <param name="Name">Its name.</param>
/// <param name="Docs">What it means and what to do; empty when there is nothing.</param>
public sealed record AbiError(uint Code, string Name, string Docs)
{
    /// <summary>Codes of the kit's own headers, from the top of the numbers down.</summary>
    public static IReadOnlyList<AbiError> OfKit { get; } =
    [
        new(0xFFFF_FFFF, "BadInput", "The input is not what the method reads; compare it with the description."),
        new(0xFFFF_FFFE, "Overflow", "A sum has no room in its type."),
        new(0xFFFF_FFFD, "TooLong", "A key, a value or an output is longer than the contract's buffers."),
    ];
}
