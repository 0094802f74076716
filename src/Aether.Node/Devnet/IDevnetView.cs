using Aether.Node.Devnet.Chaos;

namespace Aether.Node.Devnet;

/// <summary>Shows a running devnet: a live screen, JSON lines, or plain lines.</summary>
internal interface IDevnetView : IDisposable
{
    /// <summary>Shows one sample.</summary>
    void Show(DevnetSample sample);

    /// <summary>Shows what a script did.</summary>
    void ShowEvent(ChaosEvent happened);

    /// <summary>Shows the summary at the end.</summary>
    void ShowSummary(DevnetSummary summary);
}
