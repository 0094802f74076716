using Aether.GpuCheck;
using Xunit;

namespace Aether.UnitTests.GpuCheck;

public sealed class CheckOptionsTests
{
    [Fact]
    public void TryParse_AllArguments_AreRead()
    {
        string[] arguments =
        [
            "--signatures", "7", "--min-items", "2", "--max-items", "8", "--message-bytes", "90", "--repeats", "3",
            "--slot-items", "4", "--device", "1",
        ];
        Assert.True(CheckOptions.TryParse(arguments, out CheckOptions options, out _));
        Assert.Equal(new CheckOptions(7, 2, 8, 90, 3, 4, 1), options);
        Assert.True(CheckOptions.TryParse([], out options, out _));
        Assert.True(options.Signatures >= 1_000_000);
    }

    [Theory]
    [InlineData("--signatures", "'--signatures' needs a number")]
    [InlineData("--signatures -1", "'--signatures' needs a number")]
    [InlineData("--frobs 1", "there is no option '--frobs'")]
    [InlineData("--min-items 0", "sizes and repeats start at 1")]
    [InlineData("--min-items 9 --max-items 8", "the largest size is not below the smallest")]
    [InlineData("--slot-items 100000000", "a batch has at most")]
    [InlineData("--message-bytes 5000", "a message at most")]
    public void TryParse_WrongArguments_IsOneSentence(string arguments, string message)
    {
        Assert.False(CheckOptions.TryParse(arguments.Split(' '), out _, out string? error));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
