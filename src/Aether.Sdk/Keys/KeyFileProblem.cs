namespace Aether.Sdk.Keys;

/// <summary>Kinds of key file problems, by what a person does about them.</summary>
public enum KeyFileProblem : byte
{
    /// <summary>The file does not exist or is not a key file.</summary>
    Invalid = 0,

    /// <summary>A file of that name exists already.</summary>
    Exists = 1,

    /// <summary>Permissions, a wrong password, or contents that contradict themselves.</summary>
    Refused = 2,

    /// <summary>The file is encrypted and no password was given.</summary>
    PasswordRequired = 3,
}
