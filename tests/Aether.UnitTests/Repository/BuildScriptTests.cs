using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace Aether.UnitTests.Repository;

/// <summary>The two build scripts have the same verbs, and only one of them has logic.</summary>
public sealed class BuildScriptTests
{
    [Fact]
    public void Verbs_BothScripts_Agree()
    {
        string powerShell = RepositoryFiles.ReadText("build.ps1");
        string listed = Regex.Match(powerShell, @"ValidateSet\(([^)]*)\)").Groups[1].Value;
        string[] mapped = [.. Regex.Matches(listed, "'([a-z]+)'").Select(match => match.Groups[1].Value)];
        Assert.Equal(Verbs(), mapped);
    }

    [Fact]
    public void BuildPs1_OnlyCallsBuildSh()
    {
        string[] statements =
        [
            .. Regex.Replace(RepositoryFiles.ReadText("build.ps1"), "<#.*?#>", "", RegexOptions.Singleline)
                .Split('\n').Select(line => line.Trim())
                .SkipWhile(line => line != ")").Skip(1)
                .Where(line => line.Length > 0),
        ];
        string[] expected = ["& bash (Join-Path $PSScriptRoot 'build.sh') $Verb @Arguments", "exit $LASTEXITCODE"];
        Assert.Equal(expected, statements);
    }

    [Fact]
    public void Help_NamesEveryVerb()
    {
        (int status, string output, _) = RunBuildScript("help");
        Assert.Equal(0, status);
        Assert.All(Verbs(), verb => Assert.Matches($@"(?m)^  {verb} +\S", output));
    }

    [Theory]
    [InlineData("frobnicate", "there is no verb 'frobnicate'")]
    [InlineData("clean everything", "'clean' takes no arguments")]
    [InlineData("test --fast", "'test' knows only '--filter NAME'")]
    [InlineData("test --filter", "'--filter' needs a part of a test's name")]
    public void WrongUse_IsOneSentence(string arguments, string message)
    {
        (int status, string output, string error) = RunBuildScript(arguments.Split(' '));
        Assert.Equal(2, status);
        Assert.Empty(output);
        Assert.StartsWith("build.sh: " + message, Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public void BuildPs1_Parses()
    {
        (int status, string output) = ParsePowerShell(Path.Combine(RepositoryFiles.Root, "build.ps1"));
        Assert.True(status == 0, output);
    }

    [Theory]
    [InlineData("param([string] $Verb = 'help'\n& bash build.sh $Verb\n")]
    [InlineData("if ($true) { exit 0\n")]
    public void BrokenPowerShell_DoesNotParse(string script)
    {
        string path = Path.Combine(Path.GetTempPath(), $"aether-{Environment.ProcessId}-{script.Length}.ps1");
        File.WriteAllText(path, script);
        try
        {
            (int status, string output) = ParsePowerShell(path);
            Assert.Equal(1, status);
            Assert.Matches("syntax error|missing", output);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string[] Verbs()
    {
        Match verbs = Regex.Match(RepositoryFiles.ReadText("build.sh"), "(?m)^readonly VERBS=\"([a-z ]+)\"$");
        Assert.True(verbs.Success);
        return verbs.Groups[1].Value.Split(' ');
    }

    private static (int Status, string Output) ParsePowerShell(string script)
    {
        string tools = Path.Combine(RepositoryFiles.Root, "tests", "tools");
        if (!Directory.Exists(Path.Combine(tools, "node_modules")))
        {
            Assert.Skip("the PowerShell grammar is not installed; run ./build.sh setup");
        }

        // The grammar is one huge function; V8's optimising tier would spend seconds on it for a parse of one page.
        (int status, string output, string error) =
            Run("node", ["--liftoff-only", Path.Combine(tools, "parse.mjs"), "powershell", script]);
        return (status, output + error);
    }

    private static (int Status, string Output, string Error) RunBuildScript(params string[] arguments) =>
        Run("bash", [Path.Combine(RepositoryFiles.Root, "build.sh"), .. arguments]);

    private static (int Status, string Output, string Error) Run(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
