using Aether.Consensus.SlashingProtection;

namespace Aether.Node.Signing;

/// <summary>The sentence behind each refusal.</summary>
internal static class SignerReasons
{
    /// <summary>Why, in words for an operator.</summary>
    public static string Of(SignerRefusal refusal, SignerRecord record) => refusal switch
    {
        SignerRefusal.None => "",
        SignerRefusal.Malformed => "the request contradicts itself or is of an unknown kind",
        SignerRefusal.LowerEpoch => $"epoch {record.Epoch} was signed in already",
        SignerRefusal.Stopped => $"this signer stops before view {record.StopView} and height {record.StopHeight}",
        SignerRefusal.ViewGivenUp => $"view {record.TimedOutView} was given up",
        SignerRefusal.OtherProposal => $"another block was proposed in view {record.ProposedView}",
        SignerRefusal.OtherPrevote => $"another block was prevoted in view {record.PrevotedView}",
        SignerRefusal.OtherPrecommit => $"another block was precommitted in view {record.PrecommittedView}",
        SignerRefusal.TimeoutBelowVote => $"view {Math.Max(record.PrevotedView, record.TimedOutView)} was voted in",
        SignerRefusal.LockLowered => $"a signature rests on the certificate of view {record.LockView}",
        SignerRefusal.NotJustified => "the header's certificates do not let it be proposed in its view",
        SignerRefusal.ViewTooHigh => "no chain has come that far",
        SignerRefusal.Listening => $"listening for own votes elsewhere for {record.ListenViews} views",
        SignerRefusal.SeenElsewhere => "this key was seen signing elsewhere",
        SignerRefusal.NoKesKey => "no KES key covers the epoch; certify a new one",
        SignerRefusal.TooMany => "more requests than the limit allows",
        SignerRefusal.Unavailable => "the signer has ended",
        _ => "refused",
    };
}
