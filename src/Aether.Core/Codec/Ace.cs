namespace Aether.Core.Codec;

/// <summary>Whole-value entry points of the canonical codec.</summary>
public static class Ace
{
    /// <summary>The canonical bytes of <paramref name="value"/>.</summary>
    public static byte[] Encode<T>(T value)
        where T : IAceValue<T>
    {
        AceWriter writer = new();
        value.Encode(writer);
        return writer.ToArray();
    }

    /// <summary>Decodes exactly one value; trailing bytes are an error. Never throws.</summary>
    public static bool TryDecode<T>(ReadOnlySpan<byte> input, out T value, out DecodeError error)
        where T : IAceValue<T>
    {
        AceReader reader = new(input);
        value = T.Decode(ref reader);
        reader.Require(reader.Failed || reader.Remaining == 0, DecodeError.TrailingBytes);
        error = reader.Error;
        return error == DecodeError.None;
    }
}
