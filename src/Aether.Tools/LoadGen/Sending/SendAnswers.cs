using System.Text.Json;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>Reads answers of JSON-RPC for requests whose results are known by their numbers alone.</summary>
internal static class SendAnswers
{
    private const int MaxDepth = 16;

    /// <summary>
    /// Fills the outcomes of <paramref name="sent"/>; what an answer does not name stays <see
    /// cref="SendKind.Unknown"/>. One error without an identifier is that of the whole request.
    /// </summary>
    /// <returns>False for what is no answer.</returns>
    public static bool Read(
        ReadOnlySpan<byte> answer, IReadOnlyList<SentTransaction> sent, Span<SendOutcome> outcomes)
    {
        outcomes.Clear();
        Utf8JsonReader reader = new(answer, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read())
            {
                return false;
            }
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                (long id, SendOutcome outcome) = ReadOne(ref reader);
                if (id < 0 && outcome.Kind == SendKind.Refused)
                {
                    outcomes[..sent.Count].Fill(outcome);
                }
                else
                {
                    Put((id, outcome), sent, outcomes, 0);
                }
                return outcome.Kind != SendKind.Unknown;
            }
            int position = 0;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    return position > 0;
                }
                Put(ReadOne(ref reader), sent, outcomes, position++);
            }
            return position > 0;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // An answer that is no JSON says nothing about what it does not name.
            return false;
        }
    }

    // Answers of a batch come in the order of its calls; one that does not is looked for.
    private static void Put(
        (long Id, SendOutcome Outcome) answer,
        IReadOnlyList<SentTransaction> sent,
        Span<SendOutcome> outcomes,
        int position)
    {
        if (position < sent.Count && sent[position].Number == answer.Id)
        {
            outcomes[position] = answer.Outcome;
            return;
        }
        for (int index = 0; index < sent.Count; index++)
        {
            if (sent[index].Number == answer.Id)
            {
                outcomes[index] = answer.Outcome;
                return;
            }
        }
    }

    private static (long Id, SendOutcome Outcome) ReadOne(ref Utf8JsonReader reader)
    {
        long id = -1;
        SendOutcome outcome = SendOutcome.Unknown;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value) ? value : -1;
            }
            else if (reader.ValueTextEquals("result"u8))
            {
                reader.Read();
                reader.Skip();
                outcome = SendOutcome.Accepted;
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                outcome = new SendOutcome(SendKind.Refused, ReadCode(ref reader));
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        return (id, outcome);
    }

    private static int ReadCode(ref Utf8JsonReader reader)
    {
        int code = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                return code;
            }
            bool isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (isCode && reader.TokenType == JsonTokenType.Number)
            {
                reader.TryGetInt32(out code);
            }
            reader.Skip();
        }
        return code;
    }
}
