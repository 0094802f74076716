using Aether.Crypto.KeyFiles;

namespace Aether.Sdk.Keys;

/// <summary>A key file cannot be used.</summary>
public sealed class KeyFileException : Exception
{
    /// <summary>Creates the exception; <paramref name="message"/> names the file and the cause.</summary>
    public KeyFileException(KeyFileProblem problem, string message, Exception? cause = null)
        : base(message, cause) => Problem = problem;

    /// <summary>What kind of problem it is.</summary>
    public KeyFileProblem Problem { get; }

    /// <summary>Turns a refusal of the container into an exception about one file.</summary>
    internal static KeyFileException For(string path, KeyFileError error) => error switch
    {
        KeyFileError.PasswordRequired => new(KeyFileProblem.PasswordRequired, $"{path} is encrypted"),
        KeyFileError.WrongPassword => new(KeyFileProblem.Refused, $"the password does not open {path}"),
        KeyFileError.KeyMismatch => new(KeyFileProblem.Refused, $"{path} names a public key that is not its own"),
        KeyFileError.CostOutOfBounds => new(KeyFileProblem.Invalid, $"{path} asks for a password hash out of bounds"),
        KeyFileError.Unsupported => new(KeyFileProblem.Invalid, $"{path} is a key file of an unknown kind"),
        KeyFileError.OutOfMemory => new(KeyFileProblem.Refused, $"too little memory to hash the password of {path}"),
        _ => new(KeyFileProblem.Invalid, $"{path} is no key file"),
    };
}
