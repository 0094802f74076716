using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Codec;

/// <summary>Property P-CODEC-1 over generated values of every type.</summary>
public sealed class CodecRoundTripTests
{
    private const int Values = 2_000;

    private const int DissectedValues = 24;

    [Fact]
    public void EveryCanonicalTypeOfTheCoreHasACase()
    {
        IEnumerable<string> types = typeof(Hash256).Assembly.GetTypes()
            .Where(type => type.GetInterfaces().Any(
                item => item.IsGenericType && item.GetGenericTypeDefinition() == typeof(IAceValue<>)))
            .Select(type => type.Name);
        Assert.Equal(types.Order(), CodecCases.All.Select(item => item.Name).Order());
    }

    [Theory]
    [MemberData(nameof(CodecCases.Names), MemberType = typeof(CodecCases))]
    public void AnEncodedValueIsAcceptedAndEncodesTheSame(string name)
    {
        CodecCase codec = CodecCases.Named(name);
        AceWriter output = new();
        HashSet<string> distinct = [];
        for (ulong seed = 0; seed < Values; seed++)
        {
            byte[] bytes = codec.Generate(new SeededRandom(seed), 1 + (int)(seed % 12));
            CodecOutcome outcome = codec.Decode(bytes, output);
            Assert.True(outcome.Accepted, $"{name} of seed {seed}: {outcome.Error}");
            Assert.True(output.WrittenSpan.SequenceEqual(bytes), $"{name} of seed {seed} encodes differently");
            distinct.Add(Convert.ToHexString(bytes));
        }
        Assert.True(distinct.Count > Values / 4, $"{name}: only {distinct.Count} different values");
    }

    [Theory]
    [MemberData(nameof(CodecCases.Names), MemberType = typeof(CodecCases))]
    public void EveryTruncationIsRejected(string name)
    {
        CodecCase codec = CodecCases.Named(name);
        AceWriter output = new();
        for (ulong seed = 0; seed < DissectedValues; seed++)
        {
            byte[] bytes = codec.Generate(new SeededRandom(seed), 3);
            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.False(codec.Decode(bytes.AsSpan(0, length), output).Accepted, $"{name} {seed}: {length} bytes");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CodecCases.Names), MemberType = typeof(CodecCases))]
    public void ATrailingByteIsRejected(string name)
    {
        CodecCase codec = CodecCases.Named(name);
        AceWriter output = new();
        for (ulong seed = 0; seed < DissectedValues; seed++)
        {
            byte[] bytes = codec.Generate(new SeededRandom(seed), 3);
            Assert.Equal(DecodeError.TrailingBytes, codec.Decode([.. bytes, 0], output).Error);
        }
    }

    [Theory]
    [MemberData(nameof(CodecCases.Names), MemberType = typeof(CodecCases))]
    public void EveryFlippedBitIsRejectedOrGivesAnotherValue(string name)
    {
        CodecCase codec = CodecCases.Named(name);
        AceWriter output = new();
        for (ulong seed = 0; seed < DissectedValues; seed++)
        {
            byte[] bytes = codec.Generate(new SeededRandom(seed), 2);
            for (int bit = 0; bit < 8 * bytes.Length; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                bool accepted = codec.Decode(bytes, output).Accepted;
                // The same bytes back mean that the changed bit is part of the value.
                Assert.True(!accepted || output.WrittenSpan.SequenceEqual(bytes), $"{name} {seed}: bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }
}
