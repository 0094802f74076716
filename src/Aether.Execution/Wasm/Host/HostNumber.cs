namespace Aether.Execution.Wasm.Host;

/// <summary>Numbers of the host functions: their places in <see cref="HostFunctions.All"/>.</summary>
public enum HostNumber
{
    /// <summary>Bytes of the input.</summary>
    InputSize,

    /// <summary>Copies the input.</summary>
    InputRead,

    /// <summary>Reads an item.</summary>
    StorageRead,

    /// <summary>Sets an item.</summary>
    StorageWrite,

    /// <summary>Removes an item.</summary>
    StorageRemove,

    /// <summary>Looks for an item.</summary>
    StorageHas,

    /// <summary>Reads an object's data.</summary>
    ObjectRead,

    /// <summary>Replaces the data of an object that the contract owns.</summary>
    ObjectWrite,

    /// <summary>Reads a balance.</summary>
    Balance,

    /// <summary>Moves units from the contract's account.</summary>
    Transfer,

    /// <summary>Calls another contract.</summary>
    Call,

    /// <summary>Bytes that the last call returned.</summary>
    OutputSize,

    /// <summary>Copies what the last call returned.</summary>
    OutputRead,

    /// <summary>Reports an event.</summary>
    Emit,

    /// <summary>Sets what the call returns.</summary>
    Return,

    /// <summary>Ends the call without effects.</summary>
    Abort,

    /// <summary>Who calls.</summary>
    Caller,

    /// <summary>The running contract.</summary>
    Self,

    /// <summary>Height of the block.</summary>
    Height,

    /// <summary>View of the block.</summary>
    View,

    /// <summary>Time of the parent block.</summary>
    Timestamp,

    /// <summary>Identifier of the transaction.</summary>
    TransactionHash,

    /// <summary>Randomness of the epoch.</summary>
    EpochRandom,

    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>BLAKE3.</summary>
    Blake3,

    /// <summary>Verifies an ed25519 signature.</summary>
    Ed25519Verify,

    /// <summary>Verifies a BLS signature.</summary>
    BlsVerify,

    /// <summary>Verifies a KZG opening.</summary>
    KzgVerify,

    /// <summary>Gas that is left.</summary>
    GasLeft,
}
