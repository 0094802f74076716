namespace Aether.Node.Options;

/// <summary>How a validator sends its own proposals. Every node takes either.</summary>
internal enum ProposalForm
{
    /// <summary>Long ones as shreds where there are enough validators for it to pay.</summary>
    Auto,

    /// <summary>Always whole.</summary>
    Whole,

    /// <summary>Long ones as shreds, however few validators there are.</summary>
    Shreds,
}
