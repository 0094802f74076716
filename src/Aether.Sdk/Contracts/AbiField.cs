namespace Aether.Sdk.Contracts;

/// <summary>One input or output of a method, or one field of an event.</summary>
/// <param name="Name">Lower-case name; on a command line the option `--name`.</param>
/// <param name="Type">Type of its value.</param>
/// <param name="Docs">One sentence; empty when there is none.</param>
/// <param name="Decimals">Decimal places that people write and read; -1 when the number is shown as it is.</param>
/// <param name="IsTopic">True for an event's field that is a topic instead of a part of the data.</param>
public sealed record AbiField(string Name, AbiType Type, string Docs, int Decimals = -1, bool IsTopic = false);
