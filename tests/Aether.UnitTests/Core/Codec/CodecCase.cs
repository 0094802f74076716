using Aether.Core.Codec;
using Aether.TestKit.Generators;

namespace Aether.UnitTests.Core.Codec;

/// <summary>One decoder with a generator of its values.</summary>
public abstract class CodecCase
{
    /// <summary>Names the decoded type.</summary>
    public abstract string Name { get; }

    /// <summary>The canonical bytes of a generated value whose lists have at most about <c>size</c> items.</summary>
    public abstract byte[] Generate(SeededRandom random, int size);

    /// <summary>Decodes; writes an accepted value again to <c>output</c>.</summary>
    /// <returns>Whether the input was accepted, and the bytes that decoding allocated on this thread.</returns>
    public abstract CodecOutcome Decode(ReadOnlySpan<byte> input, AceWriter output);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
