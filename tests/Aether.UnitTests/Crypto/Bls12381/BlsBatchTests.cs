using System.Text.Json;
using Aether.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsBatchTests
{
    public BlsBatchTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void Verify_EthereumVectors_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("batch_verify");
        Assert.Equal(2, tests.Count);
        foreach (JsonElement test in tests)
        {
            JsonElement input = test.GetProperty("input");
            BlsKey[] keys = BlsVectors.Keys(BlsVectors.HexArray(input.GetProperty("pubkeys")))!;
            byte[] messages = BlsVectors.Flatten(BlsVectors.HexArray(input.GetProperty("messages")), out int[] ends);
            byte[] signatures = BlsVectors.Flatten(BlsVectors.HexArray(input.GetProperty("signatures")), out _);
            Assert.Equal(test.GetProperty("output").GetBoolean(), BlsBatch.Verify(keys, messages, ends, signatures));
        }
    }

    [Fact]
    public void Verify_EqualsEverySingleVerification()
    {
        const int Count = 6;
        BlsKey[] keys = [.. Enumerable.Range(0, Count).Select(i => BlsVectors.Key(BlsVectors.Secret(i)))];
        byte[][] messages = [.. Enumerable.Range(0, Count).Select(i => new byte[] { (byte)i, 1, 2 })];
        byte[][] signatures =
            [.. Enumerable.Range(0, Count).Select(i => BlsVectors.Sign(BlsVectors.Secret(i), messages[i]))];
        byte[] flatMessages = BlsVectors.Flatten(messages, out int[] ends);
        Assert.True(BlsBatch.Verify(keys, flatMessages, ends, BlsVectors.Flatten(signatures, out _)));

        // Swapping two signatures keeps their sum: only the scalars notice.
        byte[][] swapped = [signatures[1], signatures[0], .. signatures[2..]];
        Assert.False(BlsBatch.Verify(keys, flatMessages, ends, BlsVectors.Flatten(swapped, out _)));
        for (int bad = 0; bad < Count; bad++)
        {
            byte[][] changed = [.. signatures];
            changed[bad] = BlsVectors.Sign(BlsVectors.Secret(99), messages[bad]);
            Assert.False(BlsBatch.Verify(keys, flatMessages, ends, BlsVectors.Flatten(changed, out _)));
        }
    }

    [Theory]
    [InlineData(BlsBatchScalars.Bits64)]
    [InlineData(BlsBatchScalars.Bits128)]
    public void Verify_RepeatedMessages_EqualsEverySingleVerification(BlsBatchScalars scalars)
    {
        // Runs of equal messages, of which the last repeats the first: they share pairings, and still each counts.
        byte[] kinds = [0, 0, 0, 1, 2, 2, 0];
        BlsKey[] keys = [.. kinds.Select((_, i) => BlsVectors.Key(BlsVectors.Secret(i)))];
        byte[][] messages = [.. kinds.Select(kind => new byte[] { kind, 9 })];
        byte[][] signatures = [.. kinds.Select((_, i) => BlsVectors.Sign(BlsVectors.Secret(i), messages[i]))];
        byte[] flatMessages = BlsVectors.Flatten(messages, out int[] ends);
        Assert.True(BlsBatch.Verify(scalars, keys, flatMessages, ends, BlsVectors.Flatten(signatures, out _)));
        for (int left = 0; left < kinds.Length; left++)
        {
            byte[][] swapped = [.. signatures];
            int right = (left + 1) % kinds.Length;
            (swapped[left], swapped[right]) = (swapped[right], swapped[left]);
            Assert.False(BlsBatch.Verify(scalars, keys, flatMessages, ends, BlsVectors.Flatten(swapped, out _)));
        }

        // Infinity is nobody's signature, and equal keys with opposite signatures do not cancel.
        byte[] infinity = [0xC0, .. new byte[95]];
        Assert.False(BlsBatch.Verify(scalars, [keys[0]], messages[0], [2], infinity));
        byte[] opposite = signatures[0].ToArray();
        opposite[0] ^= 0x20;
        Assert.False(BlsBatch.Verify(
            scalars, [keys[0], keys[0]], [.. messages[0], .. messages[0]], [2, 4], [.. signatures[0], .. opposite]));
    }

    [Fact]
    public void Verify_EmptyOrMisshapen_DoesNotThrow()
    {
        Assert.True(BlsBatch.Verify([], [], [], []));
        BlsKey key = BlsVectors.Key(BlsVectors.Secret(1));
        Assert.False(BlsBatch.Verify([key], [1], [1], new byte[95]));
        Assert.False(BlsBatch.Verify([key], [1], [1], new byte[96]));
    }
}
