using System.Buffers;
using System.Text.Json;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;

namespace Aether.Node.Joining;

/// <summary>Tells how a join goes: sentences on standard error, and with `--json` a line each on standard output.
/// </summary>
/// <remarks><b>Threads</b>: the join's alone.</remarks>
/// <param name="output">Where JSON lines go; null for nowhere.</param>
/// <param name="lifecycle">Told the step.</param>
internal sealed class JoinReport(Stream? output, NodeLifecycle lifecycle)
{
    private string _last = "";

    /// <summary>Something happened.</summary>
    public void Say(string sentence)
    {
        NodeLog.Shared.Write(NodeEvents.Join, sentence);
        Write("join_note", json => json.WriteString("note", sentence));
    }

    /// <summary>How it stands.</summary>
    public void Show(JoinProgress progress)
    {
        Enter(progress);
        string text = progress.Describe();
        if (text != _last)
        {
            NodeLog.Shared.Write(NodeEvents.Join, text);
            _last = text;
        }
        Write("join", json =>
        {
            json.WriteString("stage", progress.Stage.ToString().ToLowerInvariant());
            json.WriteNumber("peers", progress.Peers);
            json.WriteNumber("height", progress.Height);
            json.WriteNumber("goal", progress.Goal);
            json.WriteNumber("chunks_kept", progress.Kept);
            json.WriteNumber("chunks", progress.Chunks);
        });
    }

    private void Enter(JoinProgress progress)
    {
        switch (progress.Stage)
        {
            case JoinStage.Looking:
                lifecycle.Enter(progress.Peers == 0 ? NodePhase.Peering : NodePhase.SnapshotSearch);
                break;
            case JoinStage.State:
                lifecycle.Progress(NodePhase.SnapshotDownload, progress.Kept, progress.Chunks, "chunks");
                break;
            case JoinStage.Importing:
                lifecycle.Progress(NodePhase.SnapshotLoad, progress.Kept, progress.Chunks, "chunks");
                break;
            case JoinStage.Blocks:
                lifecycle.Progress(NodePhase.Replaying, (long)progress.Height, (long)progress.Goal, "blocks");
                break;
            case JoinStage.Done:
                lifecycle.Progress(NodePhase.CatchingUp, (long)progress.Height, (long)progress.Goal, "blocks");
                break;
            default:
                lifecycle.Enter(NodePhase.Failed);
                break;
        }
    }

    private void Write(string type, Action<Utf8JsonWriter> members)
    {
        if (output is null)
        {
            return;
        }
        ArrayBufferWriter<byte> line = new(256);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            members(json);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        output.Write(line.WrittenSpan);
        output.Flush();
    }
}
