using Aether.Node.Logging;
using Aether.Pipeline.Status;

namespace Aether.Node.Lifecycle;

/// <summary>Says when the first block of a run is final, counted from the start of the process.</summary>
internal static class FirstFinalBlock
{
    /// <summary>Waits for it; once.</summary>
    public static void Tell(NodeHost node, NodeLog log)
    {
        node.View.Pipeline.BlockFinalized += OnFinal;

        void OnFinal(FinalBlock block)
        {
            node.View.Pipeline.BlockFinalized -= OnFinal;
            log.Write(
                NodeEvents.FirstFinal,
                "the first block of this run is final",
                ("height", block.Header.Height),
                ("age_ms", ProcessAge.Ms));
        }
    }
}
