using System.Text;

namespace Aether.Sdk.Contracts;

/// <summary>Finds, adds and removes the custom sections of a WASM module without looking into the others.</summary>
/// <remarks><b>Errors</b>: bytes that are no sequence of sections are refused, whatever they are; nothing throws.
/// <b>Cost</b>: one pass over the section headers.</remarks>
public static class WasmSections
{
    private const byte CustomId = 0;
    private const int MaxIdInUse = 12;
    private const int MaxLengthBytes = 5;
    private const int MaxSections = 4_096;

    private static ReadOnlySpan<byte> Header => [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];

    /// <summary>The sections in order; false for bytes that are none.</summary>
    public static bool TryList(ReadOnlySpan<byte> module, out IReadOnlyList<WasmSection> sections)
    {
        List<WasmSection> list = [];
        sections = [];
        if (!module.StartsWith(Header))
        {
            return false;
        }
        int at = Header.Length;
        while (at < module.Length)
        {
            int start = at;
            byte id = module[at++];
            if (id > MaxIdInUse || list.Count == MaxSections || !TryReadLength(module, ref at, out int size)
                || size > module.Length - at)
            {
                return false;
            }
            int end = at + size;
            string? name = null;
            if (id == CustomId && !TryReadName(module[..end], ref at, out name))
            {
                return false;
            }
            list.Add(new WasmSection(id, start, at, end, name));
            at = end;
        }
        sections = list;
        return true;
    }

    /// <summary>Content of the one custom section of that name.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">Name of the section.</param>
    /// <param name="content">Its bytes behind the name; empty when there is none.</param>
    /// <returns>False when the module is malformed, the section is missing or is there twice.</returns>
    public static bool TryFind(ReadOnlySpan<byte> module, string name, out byte[] content)
    {
        bool whole = TryList(module, out IReadOnlyList<WasmSection> sections);
        WasmSection[] found = [.. sections.Where(section => section.Name == name)];
        bool one = whole && found.Length == 1;
        content = one ? module[found[0].Content..found[0].End].ToArray() : [];
        return one;
    }

    /// <summary>
    /// The module without any custom section, then with one of that name at its end when content is given.
    /// </summary>
    public static bool TryRewrite(
        ReadOnlySpan<byte> module, string name, ReadOnlySpan<byte> content, out byte[] rewritten)
    {
        rewritten = [];
        if (!TryList(module, out IReadOnlyList<WasmSection> sections))
        {
            return false;
        }
        using MemoryStream output = new(module.Length + content.Length + 32);
        output.Write(Header);
        foreach (WasmSection section in sections)
        {
            if (section.Id != CustomId)
            {
                output.Write(module[section.Start..section.End]);
            }
        }
        if (!content.IsEmpty)
        {
            byte[] label = Encoding.UTF8.GetBytes(name);
            output.WriteByte(CustomId);
            WriteLength(output, LengthBytes(label.Length) + label.Length + content.Length);
            WriteLength(output, label.Length);
            output.Write(label);
            output.Write(content);
        }
        rewritten = output.ToArray();
        return true;
    }

    /// <summary>Reads an unsigned LEB128 number below 2^31; false when there is none.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, ref int at, out int value)
    {
        ulong sum = 0;
        for (int index = 0; index < MaxLengthBytes && at < bytes.Length; index++)
        {
            byte next = bytes[at++];
            sum |= (ulong)(next & 0x7F) << (7 * index);
            if (next < 0x80)
            {
                value = (int)Math.Min(sum, int.MaxValue);
                return sum <= int.MaxValue;
            }
        }
        value = 0;
        return false;
    }

    /// <summary>Writes an unsigned LEB128 number in its shortest form.</summary>
    public static void WriteLength(Stream output, int value)
    {
        uint rest = (uint)value;
        while (rest >= 0x80)
        {
            output.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }
        output.WriteByte((byte)rest);
    }

    private static bool TryReadName(ReadOnlySpan<byte> section, ref int at, out string? name)
    {
        name = null;
        if (!TryReadLength(section, ref at, out int length) || length > section.Length - at)
        {
            return false;
        }
        name = Encoding.UTF8.GetString(section.Slice(at, length));
        at += length;
        return true;
    }

    private static int LengthBytes(int value)
    {
        int bytes = 1;
        for (uint rest = (uint)value >> 7; rest != 0; rest >>= 7)
        {
            bytes++;
        }
        return bytes;
    }
}
