using Aether.Native.Quic;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>What ends of connections are called.</summary>
public sealed class CloseCodesTests
{
    [Theory]
    [InlineData(QuicEnd.ClosedByPeer, 8, CloseCode.Banned)]
    [InlineData(QuicEnd.ClosedByPeer, 11, CloseCode.TransportError)]
    [InlineData(QuicEnd.ClosedHere, 0, CloseCode.Done)]
    [InlineData(QuicEnd.RefusedByPeer, 0x12a, CloseCode.WrongIdentity)]
    [InlineData(QuicEnd.RefusedByPeer, 0x174, CloseCode.WrongIdentity)]
    [InlineData(QuicEnd.RefusedByPeer, 0x178, CloseCode.WrongChain)]
    [InlineData(QuicEnd.RefusedByPeer, 2, CloseCode.TooManyPeers)]
    [InlineData(QuicEnd.RefusedByPeer, 1, CloseCode.TransportError)]
    [InlineData(QuicEnd.Failed, 10, CloseCode.TransportError)]
    [InlineData(QuicEnd.Idle, 0, CloseCode.Timeout)]
    [InlineData(QuicEnd.HandshakeTimeout, 0, CloseCode.Timeout)]
    [InlineData(QuicEnd.Unreachable, 0, CloseCode.Unreachable)]
    [InlineData(QuicEnd.WrongIdentity, 0x12a, CloseCode.WrongIdentity)]
    [InlineData(QuicEnd.Reset, 0, CloseCode.TransportError)]
    public void From_NamesEveryEnd(QuicEnd end, ulong code, CloseCode expected) =>
        Assert.Equal(expected, CloseCodes.From(end, code));

    [Theory]
    [InlineData(QuicEnd.Failed, 0x1, false)]
    [InlineData(QuicEnd.Failed, 0x2, false)]
    [InlineData(QuicEnd.Failed, 0x3, true)]
    [InlineData(QuicEnd.Failed, 0xA, true)]
    [InlineData(QuicEnd.Failed, 0xB, false)]
    [InlineData(QuicEnd.Failed, 0x128, false)]
    [InlineData(QuicEnd.RefusedByPeer, 0xA, false)]
    [InlineData(QuicEnd.ClosedByPeer, 0x7, false)]
    public void IsViolation_OnlyOfTheRulesOfQuic(QuicEnd end, ulong code, bool expected) =>
        Assert.Equal(expected, CloseCodes.IsViolation(end, code));
}
