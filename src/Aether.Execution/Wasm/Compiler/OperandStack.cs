using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>
/// The operands of the function being compiled, and the temporaries they move to where the evaluation stack of the
/// runtime must be empty: at every jump and label.
/// </summary>
/// <remarks>
/// Constants and locals are pushed where they are used, so that most expressions become trees as a compiler of a
/// higher language would write them. Temporaries are used again, by width. A bare operand is hidden by whatever takes
/// it, save <see cref="PopBarePair"/>.
/// </remarks>
/// <param name="il">Where code goes.</param>
/// <param name="slots">The locals.</param>
/// <param name="hide">Hides the bare value on the evaluation stack.</param>
internal sealed class OperandStack(ILGenerator il, LocalSlots slots, Action<ValueType> hide)
{
    private readonly List<Operand> _operands = [];
    private readonly Stack<int> _freeNarrow = new();
    private readonly Stack<int> _freeWide = new();
    private readonly List<LocalBuilder> _temporaries = [];
    private readonly int[] _readers = new int[slots.Count];
    private int _onStack;
    private int _bare;
    private int _reading;

    /// <summary>Operands now.</summary>
    public int Height => _operands.Count;

    /// <summary>The operand at a distance from the top.</summary>
    public Operand Peek(int below = 0) => _operands[_operands.Count - 1 - below];

    /// <summary>A value that is on the evaluation stack now.</summary>
    public void Push(ValueType type, bool isBare = false) =>
        Add(new Operand(OperandPlace.Stack, type, 0, 0, isBare));

    /// <summary>A constant.</summary>
    public void PushConstant(ValueType type, ulong bits) =>
        Add(new Operand(OperandPlace.Constant, type, 0, bits));

    /// <summary>A local.</summary>
    public void PushLocal(ValueType type, int index) =>
        Add(new Operand(OperandPlace.Local, type, index, 0));

    /// <summary>A temporary with its value.</summary>
    public void PushTemporary(ValueType type, int number, bool pinned) =>
        Add(new Operand(pinned ? OperandPlace.Pinned : OperandPlace.Temporary, type, number, 0));

    /// <summary>Removes the top operand and leaves its value on the evaluation stack.</summary>
    public ValueType Pop()
    {
        Hide(_operands.Count - 1);
        Operand top = Take();
        Emit(top);
        Release(top);
        return top.Type;
    }

    /// <summary>Removes the top operand, whose value is not on the evaluation stack, and keeps its place.</summary>
    public Operand DetachTop() => Take();

    /// <summary>Pushes the value of an operand that was removed, and gives its place back.</summary>
    public void EmitDetached(in Operand operand)
    {
        Emit(operand);
        Release(operand);
    }

    /// <summary>Removes the top operand and its value.</summary>
    public void Drop()
    {
        Operand top = Take();
        if (top.Place == OperandPlace.Stack)
        {
            il.Emit(OpCodes.Pop);
        }

        Release(top);
    }

    /// <summary>Leaves the values of the top operands on the evaluation stack, in order, and removes them.</summary>
    public void PopMany(int count)
    {
        int first = _operands.Count - count;
        Hide(first);
        PopAsIs(first);
    }

    private void PopAsIs(int first)
    {
        int count = _operands.Count - first;
        if (!IsStackFirst(first))
        {
            SpillFrom(first);
        }

        for (int i = first; i < _operands.Count; i++)
        {
            Emit(_operands[i]);
        }

        for (int i = 0; i < count; i++)
        {
            Release(Take());
        }
    }

    /// <summary>As <see cref="PopMany"/> for two, in either order when the operation does not care.</summary>
    public void PopPair(bool commutes)
    {
        Hide(_operands.Count - 2);
        PopPairAsIs(commutes);
    }

    /// <summary>As <see cref="PopPair"/>, for arithmetic whose result stays bare when an operand was.</summary>
    public bool PopBarePair(bool commutes)
    {
        bool isBare = Peek().IsBare || Peek(1).IsBare;
        PopPairAsIs(commutes);
        return isBare;
    }

    private void PopPairAsIs(bool commutes)
    {
        Operand right = Peek();
        Operand left = Peek(1);
        if (commutes && right.Place == OperandPlace.Stack && left.Place != OperandPlace.Stack)
        {
            Take();
            Emit(left);
            Release(Take());
            return;
        }

        PopAsIs(_operands.Count - 2);
    }

    /// <summary>Hides the bare operands from an index up; one below another value moves off the stack.</summary>
    private void Hide(int first)
    {
        bool isTop = true;
        for (int i = _operands.Count - 1; i >= first && _bare > 0; i--)
        {
            Operand operand = _operands[i];
            if (operand.IsBare && !isTop)
            {
                SpillFrom(first);
                return;
            }

            if (operand.IsBare)
            {
                hide(operand.Type);
                Replace(i, operand with { IsBare = false });
            }

            isTop &= operand.Place != OperandPlace.Stack;
        }
    }

    /// <summary>Moves all values off the evaluation stack.</summary>
    public void Spill() => SpillFrom(0);

    /// <summary>Moves all values but the top one off the evaluation stack.</summary>
    public void SpillBelowTop()
    {
        int top = Peek().Place == OperandPlace.Stack ? 1 : 0;
        if (_onStack > top)
        {
            Spill();
        }
    }

    /// <summary>Moves the values of the top operands off the evaluation stack.</summary>
    public void SpillTop(int count) => SpillFrom(_operands.Count - count);

    /// <summary>Gives a value of its own to every operand that still reads <paramref name="local"/>.</summary>
    public void Detach(int local)
    {
        for (int i = _operands.Count - 1; _readers[local] > 0; i--)
        {
            if (_operands[i].Place == OperandPlace.Local && _operands[i].Number == local)
            {
                Detach(i, _operands[i]);
            }
        }
    }

    /// <summary>Gives a value of its own to every operand that reads a local which is written somewhere.</summary>
    public void DetachAll()
    {
        for (int i = _operands.Count - 1; _reading > 0; i--)
        {
            if (_operands[i].Place == OperandPlace.Local && slots.IsWritten(_operands[i].Number))
            {
                Detach(i, _operands[i]);
            }
        }
    }

    /// <summary>Forgets the operands above <paramref name="height"/>: nothing runs here.</summary>
    public void Truncate(int height)
    {
        while (_operands.Count > height)
        {
            Release(Take());
        }
    }

    /// <summary>Pushes the value of an operand that stays. Its value must not be on the evaluation stack.</summary>
    public void EmitKept(int below) => Emit(Peek(below));

    /// <summary>Takes a temporary for a type.</summary>
    public int Rent(ValueType type)
    {
        bool wide = LocalSlots.IsWide(type);
        if ((wide ? _freeWide : _freeNarrow).TryPop(out int number))
        {
            return number;
        }

        _temporaries.Add(il.DeclareLocal(wide ? typeof(long) : typeof(int)));
        return _temporaries.Count - 1;
    }

    /// <summary>Gives a temporary back.</summary>
    public void Return(int number) =>
        (_temporaries[number].LocalType == typeof(long) ? _freeWide : _freeNarrow).Push(number);

    /// <summary>Writes a temporary.</summary>
    public void Store(int number) => il.Emit(OpCodes.Stloc, _temporaries[number]);

    /// <summary>Reads a temporary.</summary>
    public void Load(int number) => il.Emit(OpCodes.Ldloc, _temporaries[number]);

    private void Add(in Operand operand)
    {
        Count(operand, 1);
        _operands.Add(operand);
    }

    private Operand Take()
    {
        Operand top = _operands[^1];
        Count(top, -1);
        _operands.RemoveAt(_operands.Count - 1);
        return top;
    }

    private void Replace(int index, in Operand operand)
    {
        Count(_operands[index], -1);
        Count(operand, 1);
        _operands[index] = operand;
    }

    /// <summary>The counts end every search early, so that deep stacks cost no more than shallow ones.</summary>
    private void Count(in Operand operand, int change)
    {
        if (operand.Place == OperandPlace.Stack)
        {
            _onStack += change;
            _bare += operand.IsBare ? change : 0;
        }
        else if (operand.Place == OperandPlace.Local && slots.IsWritten(operand.Number))
        {
            _readers[operand.Number] += change;
            _reading += change;
        }
    }

    private void Release(in Operand operand)
    {
        if (operand.Place == OperandPlace.Temporary)
        {
            Return(operand.Number);
        }
    }

    private void Emit(in Operand operand)
    {
        switch (operand.Place)
        {
            case OperandPlace.Constant when LocalSlots.IsWide(operand.Type):
                il.Emit(OpCodes.Ldc_I8, unchecked((long)operand.Bits));
                break;
            case OperandPlace.Constant:
                il.Emit(OpCodes.Ldc_I4, unchecked((int)operand.Bits));
                break;
            case OperandPlace.Local:
                slots.Load(operand.Number);
                break;
            case OperandPlace.Temporary or OperandPlace.Pinned:
                Load(operand.Number);
                break;
            default:
                break;
        }
    }

    /// <summary>True when no value on the evaluation stack lies above an operand that is not there.</summary>
    private bool IsStackFirst(int first)
    {
        bool other = false;
        for (int i = first; i < _operands.Count; i++)
        {
            bool stack = _operands[i].Place == OperandPlace.Stack;
            if (stack && other)
            {
                return false;
            }

            other |= !stack;
        }

        return true;
    }

    private void SpillFrom(int first)
    {
        for (int i = _operands.Count - 1; i >= first && _onStack > 0; i--)
        {
            Operand operand = _operands[i];
            if (operand.Place == OperandPlace.Stack)
            {
                if (operand.IsBare)
                {
                    hide(operand.Type);
                }

                int number = Rent(operand.Type);
                Store(number);
                Replace(i, operand with { Place = OperandPlace.Temporary, Number = number, IsBare = false });
            }
        }
    }

    private void Detach(int index, in Operand operand)
    {
        int number = Rent(operand.Type);
        slots.Load(operand.Number);
        Store(number);
        Replace(index, operand with { Place = OperandPlace.Temporary, Number = number });
    }
}
