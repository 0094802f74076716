namespace Aether.NetworkTests.Joining;

/// <summary>What a lying peer of a test gives wrong.</summary>
public enum Wrong
{
    Chunk,
    Manifest,
    Head,
    HeadSignature,
    Epoch,
    Signature,
    Payload,
}
