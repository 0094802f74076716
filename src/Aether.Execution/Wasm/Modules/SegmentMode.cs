namespace Aether.Execution.Wasm.Modules;

/// <summary>When a segment is copied.</summary>
public enum SegmentMode : byte
{
    /// <summary>At instantiation, to a constant place.</summary>
    Active = 0,

    /// <summary>By an instruction.</summary>
    Passive = 1,

    /// <summary>Never: it only says which functions may be referred to.</summary>
    Declarative = 2,
}
