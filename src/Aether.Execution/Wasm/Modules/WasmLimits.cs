using Aether.Core;

namespace Aether.Execution.Wasm.Modules;

/// <summary>What a module may have and a call may use.</summary>
public sealed record WasmLimits
{
    /// <summary>Limits of contracts.</summary>
    public static WasmLimits Contract { get; } = new()
    {
        MaxModuleBytes = Limits.Wasm.MaxModuleBytes,
        MaxTypes = Limits.Wasm.MaxTypes,
        MaxImports = Limits.Wasm.MaxImports,
        MaxFunctions = Limits.Wasm.MaxFunctions,
        MaxBodyBytes = Limits.Wasm.MaxBodyBytes,
        MaxParameters = Limits.Wasm.MaxParameters,
        MaxResults = Limits.Wasm.MaxResults,
        MaxLocals = Limits.Wasm.MaxLocals,
        MaxNesting = Limits.Wasm.MaxNesting,
        MaxBranchTargets = Limits.Wasm.MaxBranchTargets,
        MaxTables = Limits.Wasm.MaxTables,
        MaxTableEntries = Limits.Wasm.MaxTableEntries,
        MaxMemoryPages = Limits.Wasm.MaxMemoryPages,
        MaxInitialMemoryPages = Limits.Wasm.MaxInitialMemoryPages,
        MaxGlobals = Limits.Wasm.MaxGlobals,
        MaxExports = Limits.Wasm.MaxExports,
        MaxSegments = Limits.Wasm.MaxSegments,
        MaxCustomSections = Limits.Wasm.MaxCustomSections,
        MaxNameBytes = Limits.Wasm.MaxNameBytes,
        MaxFrameCells = Limits.Wasm.MaxFrameCells,
        MaxCallDepth = Limits.Wasm.MaxCallDepth,
        MaxStackCells = Limits.Wasm.MaxStackCells,
    };

    /// <summary>Limits for modules that are no contracts: what the specification's tests need.</summary>
    public static WasmLimits General { get; } = new()
    {
        MaxModuleBytes = 16 << 20,
        MaxTypes = 10_000,
        MaxImports = 10_000,
        MaxFunctions = 20_000,
        MaxBodyBytes = 1 << 20,
        MaxParameters = 1_000,
        MaxResults = 1_000,
        MaxLocals = 10_000,
        MaxNesting = 1_000,
        MaxBranchTargets = 65_536,
        MaxTables = 64,
        MaxTableEntries = 10_000_000,
        MaxMemoryPages = MemoryType.MaxPages,
        MaxInitialMemoryPages = MemoryType.MaxPages,
        MaxGlobals = 10_000,
        MaxExports = 10_000,
        MaxSegments = 10_000,
        MaxCustomSections = 1_000,
        MaxNameBytes = 100_000,
        MaxFrameCells = 65_536,
        MaxCallDepth = 500,
        MaxStackCells = 1 << 20,
    };

    /// <summary>Largest encoded module.</summary>
    public required int MaxModuleBytes { get; init; }

    /// <summary>Most types.</summary>
    public required int MaxTypes { get; init; }

    /// <summary>Most imports.</summary>
    public required int MaxImports { get; init; }

    /// <summary>Most functions with code.</summary>
    public required int MaxFunctions { get; init; }

    /// <summary>Largest body, declarations of locals included.</summary>
    public required int MaxBodyBytes { get; init; }

    /// <summary>Most parameters of a type.</summary>
    public required int MaxParameters { get; init; }

    /// <summary>Most results of a type.</summary>
    public required int MaxResults { get; init; }

    /// <summary>Most locals of a function, parameters included.</summary>
    public required int MaxLocals { get; init; }

    /// <summary>Deepest nesting of blocks, loops and ifs, the function's own block included.</summary>
    public required int MaxNesting { get; init; }

    /// <summary>Most targets of one branch table.</summary>
    public required int MaxBranchTargets { get; init; }

    /// <summary>Most tables.</summary>
    public required int MaxTables { get; init; }

    /// <summary>Largest table.</summary>
    public required uint MaxTableEntries { get; init; }

    /// <summary>Largest memory, in pages.</summary>
    public required uint MaxMemoryPages { get; init; }

    /// <summary>Largest memory at the start, in pages.</summary>
    public required uint MaxInitialMemoryPages { get; init; }

    /// <summary>Most globals.</summary>
    public required int MaxGlobals { get; init; }

    /// <summary>Most exports.</summary>
    public required int MaxExports { get; init; }

    /// <summary>Most segments of each kind.</summary>
    public required int MaxSegments { get; init; }

    /// <summary>Most custom sections.</summary>
    public required int MaxCustomSections { get; init; }

    /// <summary>Longest name.</summary>
    public required int MaxNameBytes { get; init; }

    /// <summary>Largest frame, in cells.</summary>
    public required int MaxFrameCells { get; init; }

    /// <summary>Most calls inside one another, host calls included.</summary>
    public required int MaxCallDepth { get; init; }

    /// <summary>Most cells of all frames together.</summary>
    public required int MaxStackCells { get; init; }
}
