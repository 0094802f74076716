namespace Aether.Execution.Wasm.Host;

/// <summary>A parameter of a host function.</summary>
/// <param name="Name">Name for headers and documents.</param>
/// <param name="Type">Its type; a pointer is an <see cref="HostType.I32"/>.</param>
public readonly record struct HostParameter(string Name, HostType Type);
