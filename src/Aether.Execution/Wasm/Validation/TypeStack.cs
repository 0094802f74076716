namespace Aether.Execution.Wasm.Validation;

/// <summary>The types of the operands while a body is validated, bounded by the largest frame.</summary>
internal sealed class TypeStack(int limit)
{
    /// <summary>A type that fits every other: what is found below the operands of unreachable code.</summary>
    public const ValueType Unknown = 0;

    private const int StartCapacity = 64;

    private ValueType[] _types = new ValueType[StartCapacity];

    /// <summary>Operands now.</summary>
    public int Height { get; private set; }

    /// <summary>True when there were more than the limit.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Height = 0;
        Overflowed = false;
    }

    /// <summary>Adds an operand.</summary>
    public void Push(ValueType type)
    {
        if (Height == _types.Length)
        {
            if (Height >= limit)
            {
                Overflowed = true;
                return;
            }
            Array.Resize(ref _types, Math.Min(2 * Height, limit));
        }
        _types[Height++] = type;
    }

    /// <summary>Adds operands in their order.</summary>
    public void Push(ValueType[] types)
    {
        foreach (ValueType type in types)
        {
            Push(type);
        }
    }

    /// <summary>Takes the top operand of <paramref name="frame"/>.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryPop(in ControlFrame frame, out ValueType type)
    {
        if (Height > frame.Height)
        {
            type = _types[--Height];
            return true;
        }
        type = Unknown;
        return frame.Unreachable;
    }

    /// <summary>Takes the top operand, which must have a type.</summary>
    public bool TryPop(in ControlFrame frame, ValueType expected) =>
        TryPop(frame, out ValueType type) && Fits(type, expected);

    /// <summary>Takes operands of these types, the last from the top.</summary>
    public bool TryPop(in ControlFrame frame, ValueType[] types)
    {
        for (int i = types.Length - 1; i >= 0; i--)
        {
            if (!TryPop(frame, types[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>True when the operands on top have these types; leaves them.</summary>
    public bool EndsWith(in ControlFrame frame, ValueType[] types)
    {
        for (int i = 1; i <= types.Length; i++)
        {
            int at = Height - i;
            if (at < frame.Height)
            {
                return frame.Unreachable;
            }
            if (!Fits(_types[at], types[^i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Drops operands down to a height.</summary>
    public void CutTo(int height) => Height = height;

    /// <summary>True when one of the types is the other or unknown.</summary>
    public static bool Fits(ValueType left, ValueType right) => left == right || left == Unknown || right == Unknown;
}
