using System.CommandLine;
using System.Text;
using Aether.Sdk.Client;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Http;
using Aether.Tools.Cli.Metrics;

namespace Aether.Tools.Commands.Top;

/// <summary>`top`: what a node does, again and again on a terminal, or once.</summary>
internal sealed class TopCommand
{
    private const int WindowFrames = 60;
    private const int StripSlots = 512;

    // The other screen of the terminal, so that what was there comes back; and no cursor.
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[?25h\u001b[?1049l";

    private readonly MetricsSource _source = new();

    private readonly Option<string> _interval = new("--interval")
    {
        Description = "Time between two looks",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "1s",
    };

    private readonly Option<bool> _once = new("--once") { Description = "Look for one interval and print it" };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        TopCommand self = new();
        return table.Define(
            "top",
            "Show a node at work: slots, finality, stages, links. One line an interval when stdout is no terminal.",
            [
                "aetherctl top",
                "aetherctl top --data data/node-0 --once",
                "aetherctl top --metrics http://127.0.0.1:9091/metrics --json",
            ],
            self.RunAsync,
            [.. self._source.Symbols, self._interval, self._once]);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        TimeSpan interval = Inputs.Timeout(context.Arguments.GetRequiredValue(_interval));
        if (interval < TimeSpan.FromMilliseconds(50))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "the interval is too short", "looking often takes the node's time",
                "give --interval 50ms or more");
        }
        Uri address = _source.Address(context);
        TimeProvider time = context.Environment.Time;
        MetricsPage first = await MetricsSource.FetchAsync(context, address, cancellation).ConfigureAwait(false);
        bool isField = context.Arguments.GetValue(GlobalOptions.Field) is not null;
        if (context.IsJson || isField || context.Arguments.GetValue(_once))
        {
            long start = time.GetTimestamp();
            await Task.Delay(interval, time, cancellation).ConfigureAwait(false);
            MetricsPage second = await MetricsSource.FetchAsync(context, address, cancellation).ConfigureAwait(false);
            return Show(new TopFrame(second, first, time.GetElapsedTime(start)), address);
        }
        bool live = context.Environment.IsOutputTerminal;
        if (live)
        {
            context.Printer.Draw(Enter);
        }
        try
        {
            return await WatchAsync(context, address, interval, first, live, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (live)
            {
                context.Printer.Draw(Leave);
            }
        }
    }

    private static CommandResult Show(TopFrame frame, Uri address)
    {
        string strip = new string('#', frame.FinalSlots) + new string('.', frame.EmptySlots);
        IReadOnlyList<string> lines = TopScreen.Lines(
            frame, Secrets.Mask(address), strip, columns: int.MaxValue, rows: int.MaxValue);
        return new CommandResult(frame.ToJson(), []) { Text = string.Join('\n', lines.Select(line => line.TrimEnd())) };
    }

    // Ends only by being interrupted.
    private static async Task<CommandResult> WatchAsync(
        CommandContext context, Uri address, TimeSpan interval, MetricsPage first, bool live, CancellationToken stop)
    {
        TimeProvider time = context.Environment.Time;
        Queue<MetricsPage> window = new([first]);
        StringBuilder strip = new();
        MetricsPage before = first;
        long last = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(interval, time, stop).ConfigureAwait(false);
            MetricsPage now;
            try
            {
                now = await MetricsSource.FetchAsync(context, address, stop).ConfigureAwait(false);
            }
            catch (EndpointException error)
            {
                Tell(context, live, [$"aetherctl top   {error.Message}; trying again"]);
                continue;
            }
            TimeSpan elapsed = time.GetElapsedTime(last);
            last = time.GetTimestamp();
            TopFrame frame = new(now, before, elapsed, window.Peek());
            before = now;
            window.Enqueue(now);
            if (window.Count > WindowFrames)
            {
                window.Dequeue();
            }
            strip.Append('#', frame.FinalSlots).Append('.', frame.EmptySlots);
            strip.Remove(0, Math.Max(0, strip.Length - StripSlots));
            (int columns, int rows) = context.Environment.TerminalSize();
            Tell(context, live, live
                ? TopScreen.Lines(frame, Secrets.Mask(address) + "   Ctrl-C ends", strip.ToString(), columns, rows)
                : [TopScreen.Line(frame)]);
        }
    }

    private static void Tell(CommandContext context, bool live, IReadOnlyList<string> lines)
    {
        if (!live)
        {
            context.Printer.Part(lines[0]);
            return;
        }
        // Line by line over what is there: nothing flickers.
        context.Printer.Draw("\u001b[H" + string.Join("\u001b[K\r\n", lines) + "\u001b[K\u001b[J");
    }
}
