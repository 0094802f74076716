using Aether.Core.Codec;
using Aether.TestKit.Generators;

namespace Aether.UnitTests.Core.Codec;

/// <summary>The decoder of <typeparamref name="T"/>.</summary>
internal sealed class TypedCodecCase<T>(Func<SeededRandom, int, T> generate) : CodecCase
    where T : IAceValue<T>
{
    /// <inheritdoc/>
    public override string Name => typeof(T).Name;

    /// <inheritdoc/>
    public override byte[] Generate(SeededRandom random, int size) => Ace.Encode(generate(random, size));

    /// <inheritdoc/>
    public override CodecOutcome Decode(ReadOnlySpan<byte> input, AceWriter output)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool accepted = Ace.TryDecode(input, out T value, out DecodeError error);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.Clear();
        if (accepted)
        {
            value.Encode(output);
        }
        return new CodecOutcome(error, allocated);
    }
}
