namespace Aether.Sdk.Contracts;

/// <summary>Help that is generated from a description.</summary>
public static class AbiHelp
{
    /// <summary>One line with a method's shape: `transfer(to: address, amount: u128) -> (ok: bool)`.</summary>
    public static string Signature(AbiMethod method)
    {
        string inputs = string.Join(", ", method.Inputs.Select(field => $"{field.Name}: {field.Type}"));
        string outputs = string.Join(", ", method.Outputs.Select(field => $"{field.Name}: {field.Type}"));
        return $"{method.Name}({inputs})" + (outputs.Length == 0 ? "" : $" -> ({outputs})");
    }

    /// <summary>The words that call a method, values in capitals.</summary>
    public static string Usage(AbiMethod method)
    {
        IEnumerable<string> options = method.Inputs.Select(field => field.Type.Kind == AbiKind.Option
            ? $"[{AbiText.Option(field)} {ValueName(field.Type.Element!)}]"
            : $"{AbiText.Option(field)} {ValueName(field.Type)}");
        return string.Join(' ', options.Prepend(method.Name));
    }

    /// <summary>Lines about one method: usage, what it does, its options and what it returns.</summary>
    public static IEnumerable<string> Describe(AbiMethod method)
    {
        yield return Usage(method);
        if (method.Docs.Length > 0)
        {
            yield return $"  {method.Docs}";
        }
        foreach (AbiField field in method.Inputs)
        {
            string decimals = field.Decimals > 0 ? $", {field.Decimals} decimals" : "";
            yield return $"  {AbiText.Option(field)}  {field.Type}{decimals}{Docs(field)}";
        }
        foreach (AbiField field in method.Outputs)
        {
            yield return $"  returns {field.Name}  {field.Type}{Docs(field)}";
        }
    }

    private static string Docs(AbiField field) => field.Docs.Length == 0 ? "" : $": {field.Docs}";

    private static string ValueName(AbiType type) => type.Kind switch
    {
        AbiKind.List => $"{ValueName(type.Element!)},...",
        AbiKind.Bool => "true|false",
        AbiKind.Bytes => "HEX",
        AbiKind.String => "TEXT",
        _ => type.IsInteger ? "NUMBER" : type.ToString().ToUpperInvariant(),
    };
}
