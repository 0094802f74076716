using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Pipeline.Propagation;

namespace Aether.NetBench.Blocks;

/// <summary>Payloads from leaders to everyone over real QUIC on loopback, as shreds and whole in turn.</summary>
/// <remarks>
/// All nodes are in this process, so its processor time is that of the whole network; consensus and execution are
/// left out. A node that asks for a whole block gets it, as from a core.
/// </remarks>
internal sealed class BlocksCommand : IDisposable
{
    private const int WarmUp = 6;
    private const ulong Unfinished = 8;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly BlocksOptions _options;
    private readonly BenchChain _chain;
    private readonly List<BlocksNode> _nodes = [];
    private readonly ConcurrentDictionary<Hash256, (byte[] Message, long Start, bool IsWhole)> _sent = [];
    private readonly ConcurrentDictionary<(Hash256 Hash, int Node), double> _arrived = [];
    private ulong _view;

    private BlocksCommand(BlocksOptions options)
    {
        _options = options;
        _chain = new BenchChain(options.Nodes);
        QuicEndpoint[] endpoints = [.. Enumerable.Range(0, options.Nodes).Select(BlocksNode.Listen)];
        PeerAddress[] peers = [.. endpoints.Select(one => new PeerAddress(one.Local, one.LocalAddress))];
        for (int index = 0; index < options.Nodes; index++)
        {
            _nodes.Add(new BlocksNode(_chain, index, endpoints[index], peers, options) { OnMessage = OnMessage });
            _nodes[index].Start();
        }
    }

    /// <summary>Runs; returns the exit code.</summary>
    public static int Run(BlocksOptions options, TextWriter output)
    {
        using BlocksCommand command = new(options);
        if (!SpinWait.SpinUntil(() => command._nodes.TrueForAll(n => n.Connected == options.Nodes - 1), s_patience))
        {
            output.WriteLine("the nodes do not connect");
            return 1;
        }

        for (int block = 0; block < WarmUp; block++)
            command.Slot(isWhole: block % 2 == 1);
        command._arrived.Clear();
        command._sent.Clear();
        long[] before = command.Counts();
        List<double>[] processor = [[], []];
        for (int block = 0; block < 2 * options.Blocks; block++)
            processor[block % 2].Add(command.Slot(isWhole: block % 2 == 1));
        Thread.Sleep(2_000);
        command.Report(output, before, processor);
        return command._nodes.TrueForAll(node => node.Fault is null) ? 0 : 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    // Milliseconds of processor time of all nodes together.
    private double Slot(bool isWhole)
    {
        _view++;
        ulong final = _view > Unfinished ? _view - Unfinished : 0;
        foreach (BlocksNode node in _nodes)
            node.Transport.Note(_chain.Epoch, final, _view);
        byte[] message = _chain.Propose(_view, RandomNumberGenerator.GetBytes(_options.Bytes), out Hash256 hash);
        BlocksNode leader = _nodes[_chain.LeaderOf(_view)];
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        _sent[hash] = (message, start, isWhole);
        if (isWhole)
            leader.BroadcastWhole(message);
        else
            leader.Transport.Broadcast(TransportChannel.Consensus, message);
        TimeSpan rest = TimeSpan.FromMilliseconds(_options.SlotMs) - Stopwatch.GetElapsedTime(start);
        if (rest > TimeSpan.Zero)
            Thread.Sleep(rest);
        return (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalMilliseconds;
    }

    private void OnMessage(BlocksNode node, TransportMessage message)
    {
        if (!Ace.TryDecode(message.Bytes.Span, out ConsensusMessage decoded, out DecodeError _))
            return;
        Proposal? block = decoded.Proposal ?? decoded.BlockResponse;
        if (block is not null && _sent.TryGetValue(block.Hash, out (byte[] Message, long Start, bool IsWhole) sent))
            _arrived.TryAdd((block.Hash, node.Index), Stopwatch.GetElapsedTime(sent.Start).TotalMilliseconds);
        if (decoded.BlockRequest is { } asked && _sent.TryGetValue(asked, out sent))
        {
            byte[] answer = (byte[])sent.Message.Clone();
            answer[0] = 6;
            node.Transport.Send(message.Peer, TransportChannel.Consensus, answer);
        }
    }

    private long[] Counts()
    {
        long Sum(Func<ShredCounters, long> counter) => _nodes.Sum(node => counter(node.Counters));
        return
        [
            Sum(c => c.Heads), Sum(c => c.BlocksAssembled), Sum(c => c.BlocksUnrepaired), Sum(c => c.BlocksWhole),
            Sum(c => c.ShredsTaken), Sum(c => c.RepairsAsked), Sum(c => c.ShredsBad), Sum(c => c.ShredsHeld),
            _nodes.Sum(node => node.Datagrams.Sent), _nodes.Sum(node => node.Datagrams.Unsent),
            _nodes.Sum(node => node.Datagrams.Dropped),
        ];
    }

    private void Report(TextWriter output, long[] before, List<double>[] processor)
    {
        output.WriteLine("way     blocks  arrived %   p50 ms   p95 ms   p99 ms   processor ms a block, all nodes");
        foreach (bool isWhole in (bool[])[false, true])
        {
            Hash256[] blocks = [.. _sent.Where(sent => sent.Value.IsWhole == isWhole).Select(sent => sent.Key)];
            double[] times = [.. _arrived.Where(one => blocks.Contains(one.Key.Hash)).Select(one => one.Value).Order()];
            double due = blocks.Length * (_options.Nodes - 1);
            double[] costs = [.. processor[isWhole ? 1 : 0].Order()];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(isWhole ? "whole " : "shreds")}  {blocks.Length,6}  {100 * times.Length / due,9:F2}  "
                + $"{At(times, 50),7:F1}  {At(times, 95),7:F1}  {At(times, 99),7:F1}  {At(costs, 50),8:F1}"));
        }

        string[] names =
        [
            "heads", "assembled", "unrepaired", "whole", "taken", "repairs asked", "bad", "held",
            "datagrams sent", "unsent", "dropped",
        ];
        long[] after = Counts();
        output.WriteLine(string.Join(", ", names.Select((name, index) => $"{name} {after[index] - before[index]}")));
    }

    private static double At(double[] ascending, int percent) =>
        ascending.Length == 0 ? double.NaN : ascending[(((ascending.Length * percent) + 99) / 100) - 1];
}
