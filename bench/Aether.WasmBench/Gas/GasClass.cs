namespace Aether.WasmBench.Gas;

/// <summary>One class of instructions, in the stream that is slowest for the processor.</summary>
/// <param name="Name">Name in the table and for the filter.</param>
/// <param name="Body">One repetition: it takes what the one before it made.</param>
/// <param name="Pages">Most pages that its module declares, which is what its loads and stores are priced by.</param>
/// <param name="Repeats">Repetitions in one round of the loop.</param>
internal sealed record GasClass(string Name, string Body, int Pages = 1, int Repeats = GasClass.Many)
{
    /// <summary>Repetitions of a short body.</summary>
    public const int Many = 32;

    /// <summary>True where the module's memory is prepared as one chain through all of it.</summary>
    public bool Chases => Body.Contains("$p", StringComparison.Ordinal);
}
