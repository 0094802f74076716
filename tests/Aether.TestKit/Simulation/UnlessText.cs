using System.Runtime.CompilerServices;

namespace Aether.TestKit.Simulation;

/// <summary>The message of a check, put together only when the check does not hold.</summary>
/// <remarks>Checks run millions of times and hold: what a message would say is not even looked up for them.</remarks>
[InterpolatedStringHandler]
internal ref struct UnlessText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Called by the compiler; the parts are asked for only when this is needed.</summary>
    public UnlessText(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <inheritdoc/>
    public override string ToString() => _text.ToStringAndClear();
}
