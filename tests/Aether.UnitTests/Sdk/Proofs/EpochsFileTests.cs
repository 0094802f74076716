using System.Text;
using Aether.Core;
using Aether.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk.Proofs;

public sealed class EpochsFileTests
{
    private readonly EpochsFile _file = new(EpochsFile.CurrentFormat, SampleChain.Hash(1), [[1, 2], [3]]);

    [Fact]
    public void TryParse_ItsOwnText_GivesTheSameParts()
    {
        Assert.True(EpochsFile.TryParse(_file.ToUtf8(), out EpochsFile? parsed));
        Assert.Equal(_file.Epochs, parsed!.Epochs);
        Assert.Equal(_file.ToUtf8(), parsed.ToUtf8());
    }

    [Theory]
    [InlineData("aether-epochs/1", "aether-epochs/2")]
    [InlineData("\"0x03\"", "null")]
    [InlineData("\"0x03\"", "\"0x3\"")]
    [InlineData("{", "{ \"note\": 1,")]
    public void TryParse_AnyOtherForm_IsRefused(string from, string to)
    {
        string text = Encoding.UTF8.GetString(_file.ToUtf8());
        Assert.Contains(from, text, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
        Assert.False(EpochsFile.TryParse(changed, out _));
    }

    [Fact]
    public void TryParse_TooManyProofs_IsRefused()
    {
        byte[][] many = [.. Enumerable.Repeat(new byte[1], Limits.LightClient.MaxEpochProofs + 1)];
        Assert.False(EpochsFile.TryParse((_file with { Epochs = many }).ToUtf8(), out _));
        ProofFile proof = new SampleChain().AccountProof() with { Epochs = many };
        Assert.False(ProofFile.TryParse(proof.ToUtf8(), out _));
    }
}
