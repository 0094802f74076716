namespace Aether.TestKit.Simulation;

/// <summary>Kinds of disturbance.</summary>
[Flags]
public enum Disruptions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A node stops between two effects, loses what is not durable, and starts again.</summary>
    Crash = 1,

    /// <summary>All nodes stop and start again.</summary>
    CrashAll = 2,

    /// <summary>Two halves do not hear each other.</summary>
    Bisect = 4,

    /// <summary>One node hears nobody and nobody hears it.</summary>
    Isolate = 8,

    /// <summary>Some links lose everything in one direction.</summary>
    OneWay = 16,

    /// <summary>A node stands still and then handles everything at once.</summary>
    Pause = 32,

    /// <summary>All of them.</summary>
    All = 63,
}
