namespace Aether.Execution.Scheduling;

/// <summary>Chooses what happens next in a <see cref="ControlledScheduler"/>.</summary>
internal interface ILaneChooser
{
    /// <summary>An index below <paramref name="count"/>, which is at least two.</summary>
    int Choose(int count);
}
