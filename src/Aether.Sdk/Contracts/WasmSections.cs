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

    private static ReadOnlySpan<byte> Header => [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];

    /// <summary>Content of the one custom section of that name.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">Name of the section.</param>
    /// <param name="content">Its bytes behind the name; empty when there is none.</param>
    /// <returns>False when the module is malformed, the section is missing or is there twice.</returns>
    public static bool TryFind(ReadOnlySpan<byte> module, string name, out byte[] content)
    {
        content = [];
        int found = 0;
        bool whole = TryWalk(module, (bytes, section) =>
        {
            found += section.Name == name ? 1 : 0;
        });
        if (!whole || found != 1)
        {
            return false;
        }
        byte[] result = [];
        TryWalk(module, (bytes, section) =>
        {
            result = section.Name == name ? bytes[section.Content..section.End].ToArray() : result;
        });
        content = result;
        return true;
    }

    /// <summary>
    /// The module without any custom section, then with one of that name at its end when content is given.
    /// </summary>
    public static bool TryRewrite(
        ReadOnlySpan<byte> module, string name, ReadOnlySpan<byte> content, out byte[] rewritten)
    {
        using MemoryStream output = new(module.Length + content.Length + 32);
        output.Write(Header);
        bool whole = TryWalk(module, (bytes, section) =>
        {
            if (section.Name is null)
            {
                output.Write(bytes[section.Start..section.End]);
            }
        });
        if (whole && !content.IsEmpty)
        {
            byte[] label = Encoding.UTF8.GetBytes(name);
            output.WriteByte(CustomId);
            WriteLength(output, LengthBytes(label.Length) + label.Length + content.Length);
            WriteLength(output, label.Length);
            output.Write(label);
            output.Write(content);
        }
        rewritten = whole ? output.ToArray() : [];
        return whole;
    }

    private static bool TryWalk(ReadOnlySpan<byte> module, Visit visit)
    {
        if (!module.StartsWith(Header))
        {
            return false;
        }
        int at = Header.Length;
        while (at < module.Length)
        {
            int start = at;
            byte id = module[at++];
            if (id > MaxIdInUse || !TryLength(module, ref at, out int size) || size > module.Length - at)
            {
                return false;
            }
            int end = at + size;
            string? name = null;
            int content = at;
            if (id == CustomId && !TryName(module[..end], ref content, out name))
            {
                return false;
            }
            visit(module, new Section(start, content, end, name));
            at = end;
        }
        return true;
    }

    private static bool TryName(ReadOnlySpan<byte> section, ref int at, out string? name)
    {
        name = null;
        if (!TryLength(section, ref at, out int length) || length > section.Length - at)
        {
            return false;
        }
        name = Encoding.UTF8.GetString(section.Slice(at, length));
        at += length;
        return true;
    }

    private static bool TryLength(ReadOnlySpan<byte> bytes, ref int at, out int value)
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

    private static void WriteLength(MemoryStream output, int value)
    {
        uint rest = (uint)value;
        while (rest >= 0x80)
        {
            output.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }
        output.WriteByte((byte)rest);
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

    private delegate void Visit(ReadOnlySpan<byte> module, Section section);

    /// <summary>One section; <paramref name="Name"/> is null for those that are no custom ones.</summary>
    private readonly record struct Section(int Start, int Content, int End, string? Name);
}
