using System.Text;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class Pkcs11PinSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aether-pin-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("1234", "1234")]
    [InlineData("1234\n", "1234")]
    [InlineData("12 34\r\n", "12 34")]
    public void Read_File_WithoutTheLineEnd(string content, string pin) =>
        Assert.Equal(pin, Encoding.UTF8.GetString(Pkcs11PinSource.Parse("file:" + Write(content)).Read()));

    [Fact]
    public void Read_Variable_IsThatOfTheProcess()
    {
        Environment.SetEnvironmentVariable("AETHER_TEST_PIN", "9876");
        Assert.Equal("9876"u8.ToArray(), Pkcs11PinSource.Parse("env:AETHER_TEST_PIN").Read());
        KeyProviderException error = Assert.Throws<KeyProviderException>(
            () => Pkcs11PinSource.Parse("env:AETHER_TEST_NO_PIN").Read());
        Assert.Contains("AETHER_TEST_NO_PIN is not set", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1234")]
    [InlineData("")]
    [InlineData("file:")]
    [InlineData("pin:secret")]
    public void Parse_PinItself_IsRefusedAndNotRepeated(string text)
    {
        KeyProviderException error = Assert.Throws<KeyProviderException>(() => Pkcs11PinSource.Parse(text));
        Assert.Equal("a PIN is given as file:PATH or env:NAME, never by itself", error.Message);
    }

    [Fact]
    public void Read_BadFiles_AreRefused()
    {
        AssertRefused("cannot read", Path.Combine(_folder.FullName, "none"));
        AssertRefused("holds no PIN", Write(""));
        AssertRefused("holds no PIN", Write(new string('1', 257)));
        string open = Write("1234");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no mode there");
#pragma warning disable CA1416
        File.SetUnixFileMode(open, SafetyFiles.OwnerOnly | UnixFileMode.OtherRead);
#pragma warning restore CA1416
        AssertRefused("chmod 600", open);
    }

    private static void AssertRefused(string part, string path)
    {
        KeyProviderException error = Assert.Throws<KeyProviderException>(
            () => Pkcs11PinSource.Parse("file:" + path).Read());
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private string Write(string content)
    {
        string path = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, SafetyFiles.OwnerOnly);
        }
        return path;
    }
}
