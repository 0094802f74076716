namespace Aether.Crypto.KeyFiles;

/// <summary>A secret encrypted under a password, with everything but the password that opening it needs.</summary>
/// <param name="Cost">Argon2id cost.</param>
/// <param name="Salt">16 bytes.</param>
/// <param name="Nonce">24 bytes.</param>
/// <param name="Ciphertext">The secret and a 16-byte tag.</param>
public sealed record SealedSecret(PasswordCost Cost, byte[] Salt, byte[] Nonce, byte[] Ciphertext);
