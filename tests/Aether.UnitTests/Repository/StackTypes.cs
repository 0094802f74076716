using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Aether.UnitTests.Repository;

/// <summary>
/// The static types on the evaluation stack, followed in a straight line through one method; unknown (null) where the
/// code branches. Enough to see what is passed to a call as an interface.
/// </summary>
internal sealed class StackTypes
{
    private readonly MethodDefinition _method;
    private readonly Stack<TypeReference?> _stack = new();

    public StackTypes(MethodDefinition method) => _method = method;

    /// <summary>The types of the arguments the call is about to take, the receiver first.</summary>
    public TypeReference?[] Arguments(MethodReference callee, bool hasReceiver)
    {
        int count = callee.Parameters.Count + (hasReceiver ? 1 : 0);
        return [.. _stack.Take(count).Concat(Enumerable.Repeat<TypeReference?>(null, count)).Take(count).Reverse()];
    }

    /// <summary>Applies the effect of <paramref name="instruction"/>.</summary>
    public void Step(Instruction instruction)
    {
        if (instruction.OpCode.Code == Code.Dup)
        {
            _stack.Push(_stack.TryPeek(out TypeReference? top) ? top : null);
            return;
        }

        Pop(PopCount(instruction));
        if (Pushes(instruction))
        {
            _stack.Push(TypeOf(instruction));
        }

        if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw)
        {
            _stack.Clear();
        }
    }

    private static int PopCount(Instruction instruction)
    {
        if (instruction.Operand is MethodReference callee && instruction.OpCode.FlowControl == FlowControl.Call)
        {
            bool receiver = callee.HasThis && instruction.OpCode.Code != Code.Newobj;
            return callee.Parameters.Count + (receiver ? 1 : 0);
        }

        return instruction.OpCode.StackBehaviourPop switch
        {
            StackBehaviour.Pop0 => 0,
            StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
            StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi
                or StackBehaviour.Popi_popi8 or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8
                or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
            StackBehaviour.Popi_popi_popi or StackBehaviour.Popref_popi_popi or StackBehaviour.Popref_popi_popi8
                or StackBehaviour.Popref_popi_popr4 or StackBehaviour.Popref_popi_popr8
                or StackBehaviour.Popref_popi_popref => 3,
            _ => int.MaxValue,
        };
    }

    private static bool Pushes(Instruction instruction)
    {
        if (instruction.Operand is MethodReference callee && instruction.OpCode.FlowControl == FlowControl.Call)
        {
            return instruction.OpCode.Code == Code.Newobj || callee.ReturnType.FullName != "System.Void";
        }

        return instruction.OpCode.StackBehaviourPush is not (StackBehaviour.Push0 or StackBehaviour.Varpush);
    }

    private TypeReference? TypeOf(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Newobj => ((MethodReference)instruction.Operand).DeclaringType,
        Code.Call or Code.Callvirt => ReturnType((MethodReference)instruction.Operand),
        Code.Ldfld or Code.Ldsfld => ((FieldReference)instruction.Operand).FieldType,
        Code.Castclass or Code.Isinst => (TypeReference)instruction.Operand,
        Code.Ldloc or Code.Ldloc_S => ((VariableDefinition)instruction.Operand).VariableType,
        Code.Ldloc_0 => Local(0),
        Code.Ldloc_1 => Local(1),
        Code.Ldloc_2 => Local(2),
        Code.Ldloc_3 => Local(3),
        Code.Ldarg or Code.Ldarg_S => ((ParameterDefinition)instruction.Operand).ParameterType,
        Code.Ldarg_0 => Argument(0),
        Code.Ldarg_1 => Argument(1),
        Code.Ldarg_2 => Argument(2),
        Code.Ldarg_3 => Argument(3),
        _ => null,
    };

    private static TypeReference? ReturnType(MethodReference callee) => callee.ReturnType switch
    {
        GenericParameter { Type: GenericParameterType.Type } parameter
            when callee.DeclaringType is GenericInstanceType owner => owner.GenericArguments[parameter.Position],
        GenericParameter => null,
        TypeReference type => type,
    };

    private TypeReference? Local(int index) => _method.Body.Variables[index].VariableType;

    private TypeReference? Argument(int index)
    {
        int position = _method.HasThis ? index - 1 : index;
        return position < 0 ? _method.DeclaringType : _method.Parameters[position].ParameterType;
    }

    private void Pop(int count)
    {
        while (count-- > 0 && _stack.Count > 0)
        {
            _stack.Pop();
        }
    }
}
