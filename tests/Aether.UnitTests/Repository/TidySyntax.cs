using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Aether.UnitTests.Repository;

/// <summary>House rules that need the syntax tree of a C# file. One instance per file.</summary>
internal sealed class TidySyntax
{
    public const int MaxMethodLines = 70;

    /// <summary>A struct or record that shares the file of the one type that uses it stays below this.</summary>
    private const int MaxSharedTypeLines = 40;

    /// <summary>How far below the keyword the safety line may stand.</summary>
    private const int SafetyLinesBelow = 3;

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    private readonly string _path;
    private readonly SyntaxNode _root;
    private readonly SourceText _text;

    public TidySyntax(string path, string source)
    {
        _path = path;
        _text = SourceText.From(source);
        _root = CSharpSyntaxTree.ParseText(_text, s_options).GetRoot();
    }

    /// <summary>Methods, constructors, operators, accessors and local functions over 70 lines.</summary>
    public IEnumerable<(string Member, Finding Finding)> LongMethods()
    {
        foreach (SyntaxNode node in _root.DescendantNodes())
        {
            if (node is not (BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax))
            {
                continue;
            }

            int first = LineOf(node.SpanStart);
            int length = LineOf(node.Span.End) - first + 1;
            if (length > MaxMethodLines)
            {
                string name = NameOf(node);
                yield return (name, new Finding(
                    _path, first, "method-length", $"{name} has {length} lines, at most {MaxMethodLines}"));
            }
        }
    }

    /// <summary><c>#region</c> hides a type that wants to be two.</summary>
    public IEnumerable<Finding> Regions() =>
        from trivia in _root.DescendantTrivia(descendIntoTrivia: true)
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select new Finding(_path, LineOf(trivia.SpanStart), "region", "extract a type instead of a region");

    /// <summary>Line comments whose text parses as a statement.</summary>
    public IEnumerable<Finding> CommentedCode() =>
        from comment in Comments()
        where !comment.IsDocumentation && LooksLikeCode(comment.Text)
        select new Finding(_path, comment.Line, "commented-code", $"delete the dead code '{comment.Text.Trim()}'");

    /// <summary>Native entry points outside the one project that may have them.</summary>
    public IEnumerable<Finding> Interop() =>
        from attribute in _root.DescendantNodes().OfType<AttributeSyntax>()
        let name = attribute.Name.ToString()
        where name.Split('.')[^1] is "DllImport" or "LibraryImport"
        select new Finding(_path, LineOf(attribute.SpanStart), "interop", $"{name} belongs in src/Aether.Native");

    /// <summary>Every <c>unsafe</c> says in a <c>// SAFETY:</c> line which bound makes it right.</summary>
    public IEnumerable<Finding> UnsafeWithoutSafety()
    {
        foreach (SyntaxToken token in _root.DescendantTokens().Where(t => t.IsKind(SyntaxKind.UnsafeKeyword)))
        {
            SyntaxNode owner = token.Parent!;
            int first = LineOf(owner.FullSpan.Start);
            int last = Math.Min(LineOf(token.SpanStart) + SafetyLinesBelow, _text.Lines.Count);
            bool found = false;
            for (int line = first; line <= last && !found; line++)
            {
                found = _text.Lines[line - 1].ToString().Contains("SAFETY:", StringComparison.Ordinal);
            }

            if (!found)
            {
                yield return new Finding(
                    _path, LineOf(token.SpanStart), "safety", "say in a '// SAFETY:' line which bound holds");
            }
        }
    }

    /// <summary>One top-level type per file, which bears its name; enums and small structs may share it.</summary>
    public IEnumerable<Finding> TypesPerFile()
    {
        List<BaseTypeDeclarationSyntax> types = [.. TopLevelTypes()];
        string stem = Path.GetFileName(_path).Split('.', '{')[0];
        if (types.Count > 0 && !types.Any(type => type.Identifier.Text == stem) && stem != "Program")
        {
            yield return new Finding(
                _path, 1, "one-type", $"the file is named after no type in it ({types[0].Identifier.Text})");
        }

        foreach (BaseTypeDeclarationSyntax type in types.Where(type => type.Identifier.Text != stem))
        {
            bool small = LineOf(type.Span.End) - LineOf(type.SpanStart) < MaxSharedTypeLines;
            bool value = type is EnumDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax;
            if (!(small && value) && types.Any(other => other.Identifier.Text == stem))
            {
                yield return new Finding(
                    _path, LineOf(type.SpanStart), "one-type", $"move {type.Identifier.Text} to its own file");
            }
        }
    }

    /// <summary>Progress words in comments.</summary>
    public IEnumerable<Finding> Words() => Comments().SelectMany(c => TidyText.Words(_path, c.Line, c.Text));

    /// <summary>True when the file has behaviour to test: a body, not only shapes and constants.</summary>
    public bool HasBehaviour() => _root.DescendantNodes().Any(node => node switch
    {
        BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        AccessorDeclarationSyntax accessor => accessor.Body is not null || accessor.ExpressionBody is not null,
        _ => false,
    });

    private static bool LooksLikeCode(string comment)
    {
        string text = comment.Trim();
        if (text is "{" or "}")
        {
            return true;
        }

        if (!text.EndsWith(';') || text.IndexOfAny(['(', '=']) < 0)
        {
            return false;
        }

        StatementSyntax statement = SyntaxFactory.ParseStatement(text, options: s_options, consumeFullText: true);
        return !statement.ContainsDiagnostics;
    }

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.Text,
        _ => node.Kind().ToString(),
    };

    private IEnumerable<BaseTypeDeclarationSyntax> TopLevelTypes() =>
        _root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<BaseTypeDeclarationSyntax>();

    private IEnumerable<(int Line, string Text, bool IsDocumentation)> Comments()
    {
        foreach (SyntaxTrivia trivia in _root.DescendantTrivia())
        {
            bool documentation = trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia);
            bool comment = trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
            if (!documentation && !comment)
            {
                continue;
            }

            int line = LineOf(trivia.SpanStart);
            foreach (string text in trivia.ToFullString().Split('\n'))
            {
                yield return (line++, text.Trim().TrimStart('/', '*').TrimEnd('/', '*'), documentation);
            }
        }
    }

    private int LineOf(int position) => _text.Lines.GetLinePosition(position).Line + 1;
}
