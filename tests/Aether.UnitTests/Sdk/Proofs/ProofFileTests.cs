using System.Text;
using Aether.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk.Proofs;

public sealed class ProofFileTests
{
    private readonly ProofFile _file = new SampleChain().AccountProof();

    [Fact]
    public void TryParse_ItsOwnText_GivesTheSameParts()
    {
        byte[] text = _file.ToUtf8();
        Assert.True(ProofFile.TryParse(text, out ProofFile? parsed));
        Assert.Equal(_file.Subject, parsed!.Subject);
        Assert.Equal(_file.Value, parsed.Value);
        Assert.Equal(text, parsed.ToUtf8());
    }

    [Fact]
    public void TryParse_NoValue_IsAnAbsence()
    {
        ProofFile absence = _file with { Value = null };
        Assert.True(ProofFile.TryParse(absence.ToUtf8(), out ProofFile? parsed));
        Assert.Null(parsed!.Value);
    }

    [Theory]
    [InlineData("aether-proof/1", "aether-proof/2")]
    [InlineData("\"account\"", "\"storage\"")]
    [InlineData("\"kind\"", "\"Kind\"")]
    [InlineData("\"header\"", "\"headers\"")]
    [InlineData("\"subject\": \"0x", "\"subject\": \"")]
    [InlineData("\"finality\": \"0x", "\"finality\": \"0x0")]
    [InlineData("{", "{ \"note\": 1,")]
    [InlineData("{", "{ \"kind\": \"account\",")]
    [InlineData("}", "} {}")]
    public void TryParse_AnyOtherForm_IsRefused(string from, string to)
    {
        string text = Encoding.UTF8.GetString(_file.ToUtf8());
        Assert.Contains(from, text, StringComparison.Ordinal);
        string target = from.StartsWith("\"subject", StringComparison.Ordinal) ? to + "f" : to;
        byte[] changed = Encoding.UTF8.GetBytes(text.Replace(from, target, StringComparison.Ordinal));
        Assert.False(ProofFile.TryParse(changed, out ProofFile? parsed));
        Assert.Null(parsed);
    }

    [Fact]
    public void TryParse_Garbage_NeverThrows()
    {
        byte[] text = _file.ToUtf8();
        for (int length = 0; length < text.Length - 2; length += 5)
        {
            Assert.False(ProofFile.TryParse(text.AsSpan(0, length), out _));
        }
        Assert.False(ProofFile.TryParse("null"u8, out _));
        Assert.False(ProofFile.TryParse([0xFF], out _));
    }
}
