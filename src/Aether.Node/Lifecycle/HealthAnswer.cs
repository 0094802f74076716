namespace Aether.Node.Lifecycle;

/// <summary>What a probe is answered.</summary>
/// <param name="Status">HTTP status: 200 or 503, 400 for a question that makes no sense.</param>
/// <param name="Body">A JSON document.</param>
internal sealed record HealthAnswer(int Status, byte[] Body);
