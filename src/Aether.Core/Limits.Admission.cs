namespace Aether.Core;

public static partial class Limits
{
    /// <summary>What a node takes at its own door: no rule of the chain, so other nodes never notice.</summary>
    public static class Admission
    {
        /// <summary>
        /// Time of pending transactions that are taken, in quarters of a slot at the rate of the last blocks: the slot
        /// in which the next block is waited for. What does not fit into that one waits for another whole slot.
        /// </summary>
        public const int WindowQuarters = 4;

        /// <summary>
        /// Time in which one is final in time and gives its place back, in quarters of a slot: a quarter more, for what
        /// is being made final meanwhile.
        /// </summary>
        public const int InTimeQuarters = 5;

        /// <summary>
        /// Submissions that are taken above that. Each counts until one is final in time, so this bounds a burst, and
        /// what a chain with room goes on taking while transactions that no block has room for are pending.
        /// </summary>
        public const int Spare = 5_000;

        /// <summary>How many of them each final block gives back, whatever was in time.</summary>
        public const int SpareOfBlock = 64;

        /// <summary>Milliseconds over which a rate is taken: some slots, since single blocks differ.</summary>
        public const int RateMs = 4_000;

        /// <summary>Milliseconds whose highest rate counts: what was made final before a pause can be again.</summary>
        public const int RateMemoryMs = 12_000;

        /// <summary>Milliseconds that are counted as one.</summary>
        public const int RateStepMs = 500;

        /// <summary>Bytes of a transaction while none is pending that could be measured: those of a transfer.</summary>
        public const int UsualBytes = 400;

        /// <summary>Milliseconds after which the number of pending transactions is looked at again.</summary>
        public const int LookMs = 2;

        /// <summary>Bids that are looked at while the door is shut, in a <see cref="BidsMs"/>.</summary>
        public const int Bids = 64;

        /// <summary>Milliseconds in which so many bids are looked at.</summary>
        public const int BidsMs = 100;

        /// <summary>
        /// Submissions whose resend is told from a newcomer while the door is shut: eight bytes each. More than are
        /// pending at most, and the final ones of the seconds in which a client asks again.
        /// </summary>
        public const int Remembered = 1 << 18;

        /// <summary>Submissions of one batch that are judged together; the verifying stage takes several.</summary>
        public const int Together = 256;

        /// <summary>Bytes of those; a larger transaction goes alone.</summary>
        public const int TogetherBytes = 256 * 1_024;

        /// <summary>
        /// Batches of submissions that are judged at the same time: they wait for the verifying stage, and for no
        /// processor.
        /// </summary>
        public const int BatchesAtOnce = 32;

        /// <summary>Buffers for them that are kept.</summary>
        public const int KeptBatches = BatchesAtOnce;

        /// <summary>
        /// How much less of the processor the thread that reads requests asks for than others: little, since who is
        /// taken waits behind all that are refused.
        /// </summary>
        public const int RpcNice = 2;
    }
}
