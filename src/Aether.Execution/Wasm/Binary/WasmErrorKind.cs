namespace Aether.Execution.Wasm.Binary;

/// <summary>Why a module is refused.</summary>
public enum WasmErrorKind : byte
{
    /// <summary>It is not refused.</summary>
    None = 0,

    /// <summary>The bytes are no module.</summary>
    Malformed = 1,

    /// <summary>It is a module that breaks a rule of validation.</summary>
    Invalid = 2,

    /// <summary>It is larger than a limit of this engine.</summary>
    LimitExceeded = 3,

    /// <summary>It is a valid module that is no contract.</summary>
    Refused = 4,
}
