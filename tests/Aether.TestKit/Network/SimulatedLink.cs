namespace Aether.TestKit.Network;

/// <summary>What packets of one direction between two nodes suffer.</summary>
/// <param name="LatencyUs">Least time on the way.</param>
/// <param name="JitterUs">At most this much is added, uniformly.</param>
/// <param name="LossPpm">
/// Packets lost of a million. A datagram is gone; of a stream, what is behind it waits for the repetition.
/// </param>
/// <param name="DuplicatePpm">Datagrams of a million that come twice.</param>
/// <param name="ReorderPpm">Datagrams of a million that wait for as long again as the whole way.</param>
public readonly record struct SimulatedLink(
    long LatencyUs, long JitterUs = 0, int LossPpm = 0, int DuplicatePpm = 0, int ReorderPpm = 0);
