namespace Aether.TestKit.Wasm;

/// <summary>Writes parts of an encoded module.</summary>
public sealed class WasmBytes
{
    private readonly List<byte> _bytes = [];

    /// <summary>Bytes so far.</summary>
    public int Count => _bytes.Count;

    /// <summary>Adds bytes as they are.</summary>
    public WasmBytes Add(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Adds an unsigned number.</summary>
    public WasmBytes Number(uint value)
    {
        while (value >= 0x80)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }
        _bytes.Add((byte)value);
        return this;
    }

    /// <summary>Adds a signed number.</summary>
    public WasmBytes Signed(long value)
    {
        while (value is < -64 or > 63)
        {
            _bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }
        _bytes.Add((byte)(value & 0x7F));
        return this;
    }

    /// <summary>Adds a name.</summary>
    public WasmBytes Name(string name)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(name);
        return Number((uint)bytes.Length).Add(bytes);
    }

    /// <summary>Adds another part after its size.</summary>
    public WasmBytes Sized(WasmBytes part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Number((uint)part.Count);
        _bytes.AddRange(part._bytes);
        return this;
    }

    /// <summary>Adds a section.</summary>
    public WasmBytes Section(byte id, WasmBytes content)
    {
        _bytes.Add(id);
        return Sized(content);
    }

    /// <summary>All bytes.</summary>
    public byte[] ToArray() => [.. _bytes];
}
