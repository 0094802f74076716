namespace Aether.Crypto.KeyFiles;

/// <summary>How much work one password guess costs with Argon2id.</summary>
/// <param name="Operations">Passes over the memory.</param>
/// <param name="MemoryBytes">Working memory.</param>
/// <remarks>Stored in the file, hence bounded when read: a hostile file must not exhaust who opens it.</remarks>
public readonly record struct PasswordCost(uint Operations, ulong MemoryBytes)
{
    /// <summary>Most passes a file may ask for.</summary>
    public const uint MaxOperations = 16;

    /// <summary>Most memory a file may ask for: 1 GiB.</summary>
    public const ulong MaxMemoryBytes = 1UL << 30;

    /// <summary>Least memory a file may name: 8 MiB, so that no file makes guessing cheap.</summary>
    public const ulong MinMemoryBytes = 8UL << 20;

    /// <summary>For keys worth something: 3 passes over 256 MiB, about a second.</summary>
    public static PasswordCost Default => new(3, 256UL << 20);

    /// <summary>True when the cost lies within its bounds.</summary>
    public bool IsAllowed =>
        Operations is >= 1 and <= MaxOperations && MemoryBytes is >= MinMemoryBytes and <= MaxMemoryBytes;
}
