namespace Aether.WasmBench.Gas;

/// <summary>Time and gas of the same work.</summary>
/// <param name="Nanoseconds">Time.</param>
/// <param name="Gas">Gas, in the engine's own unit.</param>
internal readonly record struct GasFigure(double Nanoseconds, double Gas)
{
    /// <summary>Nanoseconds of a unit.</summary>
    public double Price => Nanoseconds / Gas;
}
