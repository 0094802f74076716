namespace Aether.WasmTests.Suite;

/// <summary>How many commands of each kind held.</summary>
public sealed record SuiteCounts
{
    /// <summary>Modules that were instantiated.</summary>
    public int Modules { get; set; }

    /// <summary>Calls whose results were right.</summary>
    public int Returns { get; set; }

    /// <summary>Calls that trapped as they should.</summary>
    public int Traps { get; set; }

    /// <summary>Calls that exhausted the stack as they should.</summary>
    public int Exhaustions { get; set; }

    /// <summary>Modules refused by the validator.</summary>
    public int Invalid { get; set; }

    /// <summary>Modules refused by the decoder.</summary>
    public int Malformed { get; set; }

    /// <summary>Modules in the text format, which the engine does not read.</summary>
    public int Texts { get; set; }

    /// <summary>Modules that do not link.</summary>
    public int Unlinkable { get; set; }

    /// <summary>Modules that trap when they are instantiated.</summary>
    public int Uninstantiable { get; set; }

    /// <summary>Calls and reads without an expectation.</summary>
    public int Actions { get; set; }

    /// <summary>Modules registered under a name.</summary>
    public int Registrations { get; set; }
}
