namespace Aether.Crypto.Ed25519.Backends;

/// <summary>Which backend verifies signatures: <c>auto</c> (the default value), <c>cpu</c> or <c>gpu</c>.</summary>
public readonly record struct SignatureBackendChoice
{
    private readonly byte _value;

    private SignatureBackendChoice(byte value) => _value = value;

    /// <summary>The GPU for long queues where it works, else the processor.</summary>
    public static SignatureBackendChoice Auto => default;

    /// <summary>The processor; the GPU is not touched.</summary>
    public static SignatureBackendChoice Cpu => new(1);

    /// <summary>The GPU for every queue; where it does not work, that is an error.</summary>
    public static SignatureBackendChoice Gpu => new(2);

    /// <summary>The names, as options spell them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "gpu"];

    /// <summary>Reads a name; false for any other text.</summary>
    public static bool TryParse(string? text, out SignatureBackendChoice choice)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(text, Names[i], StringComparison.Ordinal))
            {
                choice = new SignatureBackendChoice((byte)i);
                return true;
            }
        }

        choice = default;
        return false;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Names[_value];
}
