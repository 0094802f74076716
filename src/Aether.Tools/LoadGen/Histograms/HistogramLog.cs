using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Aether.Tools.LoadGen.Histograms;

/// <summary>The text forms that other tools read: compressed V2 logs, and percentile tables.</summary>
/// <remarks><b>Source</b>: HdrHistogram's log format 1.3 and encoding V2; counts are ZigZag LEB128, runs of zero are
/// one negative number.</remarks>
internal static class HistogramLog
{
    private const int PlainCookie = 0x1c849303 | 0x10;
    private const int CompressedCookie = 0x1c849304 | 0x10;
    private const int HeaderBytes = 40;

    // A LEB128 number of this encoding has at most nine bytes: the ninth holds eight bits.
    private const int MaxNumberBytes = 9;

    /// <summary>A log with one line for each tagged histogram.</summary>
    /// <param name="start">When recording began.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="tagged">Tags without commas or spaces, and what was recorded.</param>
    public static string Format(
        DateTimeOffset start, double seconds, IEnumerable<(string Tag, HdrHistogram Histogram)> tagged)
    {
        StringBuilder text = new();
        double since = start.ToUnixTimeMilliseconds() / 1000.0;
        text.Append("#[Logged with aetherctl loadgen, values in microseconds]\n");
        text.Append("#[Histogram log format version 1.3]\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"#[StartTime: {since:F3} (seconds since epoch), {start.UtcDateTime:O}]\n");
        text.Append("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
        foreach ((string tag, HdrHistogram histogram) in tagged)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"Tag={tag},0.000,{seconds:F3},{histogram.Max},{Encode(histogram)}\n");
        }
        return text.ToString();
    }

    /// <summary>The compressed V2 form in base64.</summary>
    public static string Encode(HdrHistogram histogram)
    {
        int limit = histogram.Count == 0 ? 0 : HdrHistogram.IndexOf(histogram.Max) + 1;
        byte[] plain = new byte[HeaderBytes + (limit * MaxNumberBytes)];
        int payload = WriteCounts(histogram.Counts[..limit], plain.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteInt32BigEndian(plain, PlainCookie);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(4), payload);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(8), 0);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(12), HdrHistogram.SignificantDigits);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(16), 1);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(24), HdrHistogram.HighestTrackable);
        BinaryPrimitives.WriteDoubleBigEndian(plain.AsSpan(32), 1.0);
        using MemoryStream packed = new();
        packed.Write(new byte[8]);
        using (ZLibStream deflate = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(plain.AsSpan(0, HeaderBytes + payload));
        }
        byte[] bytes = packed.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - 8);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; false for anything else.</summary>
    public static bool TryDecode(string text, out HdrHistogram histogram)
    {
        histogram = new HdrHistogram();
        byte[] packed = new byte[(text.Length / 4 * 3) + 3];
        bool framed = Convert.TryFromBase64String(text, packed, out int length) && length > 8
            && BinaryPrimitives.ReadInt32BigEndian(packed) == CompressedCookie
            && BinaryPrimitives.ReadInt32BigEndian(packed.AsSpan(4)) == length - 8;
        if (!framed || Inflate(packed.AsSpan(8, length - 8)) is not { } plain)
        {
            return false;
        }
        bool known = plain.Length >= HeaderBytes
            && BinaryPrimitives.ReadInt32BigEndian(plain) == PlainCookie
            && BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(4)) == plain.Length - HeaderBytes
            && BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(12)) == HdrHistogram.SignificantDigits
            && BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(24)) == HdrHistogram.HighestTrackable;
        return known && ReadCounts(plain.AsSpan(HeaderBytes), histogram);
    }

    /// <summary>A table of percentiles as HdrHistogram plots read it; values in milliseconds.</summary>
    public static string Table(HdrHistogram histogram)
    {
        StringBuilder text = new();
        text.Append("       Value     Percentile TotalCount 1/(1-Percentile)\n\n");
        foreach ((double percentile, long value, long count) in Points(histogram))
        {
            double share = percentile / 100;
            string inverse = share >= 1
                ? string.Empty
                : (1 / (1 - share)).ToString("F2", CultureInfo.InvariantCulture);
            text.Append(
                CultureInfo.InvariantCulture, $"{value / 1000.0,12:F3} {share,14:F12} {count,10} {inverse,14}\n");
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"#[Mean    = {histogram.Mean / 1000,12:F3}]\n#[Max     = {histogram.Max / 1000.0,12:F3}, "
            + $"Total count    = {histogram.Count,12}]\n");
        return text.ToString();
    }

    /// <summary>
    /// Points of the percentile curve: five in each halving of what is left above, up to the largest value.
    /// </summary>
    public static IEnumerable<(double Percentile, long Value, long Count)> Points(HdrHistogram histogram)
    {
        const int StepsPerHalving = 5;
        double left = 100;
        while (histogram.Count > 0 && left * histogram.Count / 100 > 1)
        {
            for (int step = 0; step < StepsPerHalving; step++)
            {
                double percentile = 100 - left + (left / 2 * step / StepsPerHalving);
                long value = histogram.Percentile(percentile);
                yield return (percentile, value, (long)Math.Ceiling(percentile / 100 * histogram.Count));
            }
            left /= 2;
        }
        yield return (100, histogram.Max, histogram.Count);
    }

    private static int WriteCounts(ReadOnlySpan<long> counts, Span<byte> target)
    {
        int written = 0;
        int index = 0;
        while (index < counts.Length)
        {
            int zeros = 0;
            while (index + zeros < counts.Length && counts[index + zeros] == 0)
            {
                zeros++;
            }
            long number = zeros > 0 ? -zeros : counts[index];
            index += Math.Max(zeros, 1);
            written += WriteNumber(number, target[written..]);
        }
        return written;
    }

    private static int WriteNumber(long number, Span<byte> target)
    {
        ulong value = (ulong)(number << 1) ^ (ulong)(number >> 63);
        int count = 0;
        while (value >= 0x80 && count < MaxNumberBytes - 1)
        {
            target[count++] = (byte)(value | 0x80);
            value >>= 7;
        }
        target[count++] = (byte)value;
        return count;
    }

    private static bool ReadCounts(ReadOnlySpan<byte> source, HdrHistogram histogram)
    {
        int index = 0;
        int offset = 0;
        while (offset < source.Length)
        {
            ulong value = 0;
            int count = 0;
            bool more = true;
            while (more)
            {
                if (offset == source.Length)
                {
                    return false;
                }
                byte part = source[offset++];
                bool last = count == MaxNumberBytes - 1;
                value |= (ulong)(last ? part : part & 0x7f) << (7 * count++);
                more = !last && part >= 0x80;
            }
            long number = (long)(value >> 1) ^ -(long)(value & 1);
            if (number == long.MinValue || index >= HdrHistogram.Length)
            {
                return false;
            }
            if (number > 0)
            {
                histogram.SetCount(index++, number);
            }
            else
            {
                index = (int)Math.Min(HdrHistogram.Length, index + Math.Max(-number, 1));
            }
        }
        return true;
    }

    private static byte[]? Inflate(ReadOnlySpan<byte> packed)
    {
        const int MaxBytes = HeaderBytes + (HdrHistogram.Length * MaxNumberBytes);
        try
        {
            using ZLibStream inflate = new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            byte[] plain = new byte[MaxBytes + 1];
            int length = inflate.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            return length > MaxBytes ? null : plain.AsSpan(0, length).ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
