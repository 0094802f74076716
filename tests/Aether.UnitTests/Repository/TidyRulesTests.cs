using Xunit;

namespace Aether.UnitTests.Repository;

/// <summary>Each house rule finds its own breach: a check that cannot fail is no check.</summary>
public sealed class TidyRulesTests
{
    [Fact]
    public void Lengths_LongLineAndLongFile_AreFound()
    {
        string tooLong = new('x', TidyText.MaxLineLength + 1);
        string[] lines = [.. Enumerable.Repeat("x", TidyText.MaxFileLines), tooLong];
        Assert.Equal(["line-length", "file-length"], TidyText.Lengths("a.cs", lines).Select(f => f.Rule));
        Assert.Empty(TidyText.Lengths("a.cs", [new string('x', TidyText.MaxLineLength)]));
    }

    [Fact]
    public void LongMethods_OneLineOver_IsFoundByName()
    {
        string body = string.Concat(Enumerable.Repeat("\n", TidySyntax.MaxMethodLines));
        TidySyntax over = new("a.cs", "class A { void Long() {" + body + "} }");
        TidySyntax within = new("a.cs", "class A { void Long() {" + body[1..] + "} }");
        Assert.Equal("Long", Assert.Single(over.LongMethods()).Member);
        Assert.Empty(within.LongMethods());
    }

    [Theory]
    [InlineData("// Frob(x);", true)]
    [InlineData("// if (x) { return y; } else { z = 1; }", false)]
    [InlineData("// int total = left + right;", true)]
    [InlineData("// }", true)]
    [InlineData("// The sum is taken (twice) because carries ripple;", false)]
    [InlineData("// a = b * c mod p", false)]
    [InlineData("/// <c>Frob(x);</c>", false)]
    public void CommentedCode_StatementsOnly(string comment, bool found)
    {
        TidySyntax syntax = new("a.cs", $"class A\n{{\n    {comment}\n    int _x;\n}}\n");
        Assert.Equal(found, syntax.CommentedCode().Any(f => f.Line == 3));
    }

    [Fact]
    public void Interop_BothAttributes_AreFound()
    {
        const string Source = "class A { [DllImport(\"c\")] extern void B(); [S.LibraryImport(\"c\")] void C(); }";
        TidySyntax syntax = new("a.cs", Source);
        Assert.Equal(2, syntax.Interop().Count());
    }

    [Theory]
    [InlineData("class A { unsafe void B() { } }", true)]
    [InlineData("class A { void B() { unsafe { } } }", true)]
    [InlineData("class A {\n// SAFETY: the span outlives the call.\nunsafe void B() { } }", false)]
    [InlineData("class A { void B() {\nunsafe\n{\n// SAFETY: the span outlives the call.\n} } }", false)]
    [InlineData("class A { void B() { string unsafely = \"unsafe\"; } }", false)]
    public void UnsafeWithoutSafety_IsFound(string source, bool found) =>
        Assert.Equal(found, new TidySyntax("a.cs", source).UnsafeWithoutSafety().Any());

    [Theory]
    [InlineData("class A { }", 0)]
    [InlineData("class A { } enum B { } readonly record struct C(int X);", 0)]
    [InlineData("class A { } class B { }", 1)]
    [InlineData("class B { }", 1)]
    [InlineData("namespace N; static class A { class Nested { } }", 0)]
    public void TypesPerFile_SecondClassAndWrongName_AreFound(string source, int count) =>
        Assert.Equal(count, new TidySyntax("src/A.cs", source).TypesPerFile().Count());

    [Fact]
    public void Regions_AreFound() =>
        Assert.Single(new TidySyntax("a.cs", "class A {\n#region X\n#endregion\n}").Regions());

    [Theory]
    [InlineData("interface IA { void B(); }", false)]
    [InlineData("enum A { B }", false)]
    [InlineData("record struct A(int B);", false)]
    [InlineData("class A { public const int B = 1; }", false)]
    [InlineData("class A { int B() => 1; }", true)]
    [InlineData("class A { int B { get { return 1; } } }", true)]
    public void HasBehaviour_BodiesOnly(string source, bool behaviour) =>
        Assert.Equal(behaviour, new TidySyntax("a.cs", source).HasBehaviour());

    [Theory]
    [InlineData("Phas" + "e 2 of the work", true)]
    [InlineData("the codec is compl" + "ete.", true)]
    [InlineData("see iss" + "ue #12", true)]
    [InlineData("not yet implem" + "ented", true)]
    [InlineData("done \u2705", true)]
    [InlineData("two-phase commit", false)]
    [InlineData("a complete binary tree", false)]
    [InlineData("Complete() returns the block -> link", false)]
    public void Words_ProgressAndHistory_AreFound(string prose, bool found) =>
        Assert.Equal(found, TidyText.Words("a.md", 1, prose).Any());

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("HA" + "CKATHON", false)]
    public void Markers_WholeWordsOnly(string line, bool found) =>
        Assert.Equal(found, TidyText.Markers("a.cs", [line]).Any());

    [Theory]
    [InlineData("a.json", "https://registry.npm" + "js.org/x", true)]
    [InlineData("x/package-lock.json", "\"resolved\": \"https://mirror.example/x.tgz\"", true)]
    [InlineData("a.json", "\"resolved\": \"1.0.0\"", false)]
    public void Hosts_RegistriesAndLockFileAddresses_AreFound(string path, string line, bool found) =>
        Assert.Equal(found, TidyText.Hosts(path, [line]).Any());

    [Theory]
    [InlineData("cd /ro" + "ot/x", true)]
    [InlineData("$OUT/wo" + "rk/x", false)]
    public void MachinePaths_AbsoluteOnly(string line, bool found) =>
        Assert.Equal(found, TidyText.MachinePaths("a.sh", [line]).Any());

    [Theory]
    [InlineData("src/Aether.Crypto/Hashing/Blake3.Avx2.cs", "tests/Aether.UnitTests/Crypto/Hashing/Blake3Tests.cs")]
    [InlineData("src/Aether.Execution/Ledger.cs", "tests/Aether.UnitTests/Execution/LedgerTests.cs")]
    [InlineData("src/Aether.Execution/Wasm/A/B.cs", "tests/Aether.WasmTests/A/BTests.cs")]
    [InlineData("src/Aether.Network/Peers/Peer.cs", null)]
    public void TwinOf_MirrorsTheSourcePath(string source, string? twin) =>
        Assert.Equal(twin, TidyTests.TwinOf(source));
}
