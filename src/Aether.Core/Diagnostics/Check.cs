using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aether.Core.Diagnostics;

/// <summary>
/// Always-on assertions about our own state. Never used on untrusted input, which is rejected by value.
/// </summary>
public static class Check
{
    /// <summary>Throws <see cref="InvariantViolationException"/> with the expression text when it is false.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void That(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
        {
            Fail(expression);
        }
    }

    /// <summary>Reports an impossible state.</summary>
    [DoesNotReturn]
    public static void Fail(string expression) =>
        throw new InvariantViolationException("invariant violated: " + expression);
}
