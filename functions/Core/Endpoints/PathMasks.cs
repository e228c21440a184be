using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Endpoints;

/// <summary>
/// A short path as bit masks, one bit per byte: where it ends, where its slashes are, and where segments end that may be ids.
/// Most paths hold no id, and those that do hold one or two, so the masks replace a walk over all segments.
/// </summary>
internal readonly struct PathMasks
{
    /// <summary>One bit is left for the end of the path.</summary>
    public const int MaxBytes = 63;

    private const byte EndsPath = 1;
    private const byte NotPlain = 2;
    private const byte HexOrDash = 4;
    private const byte Digit = 8;
    private const byte Slash = 16;

    private static readonly byte[] s_classes = CreateClasses();

    /// <param name="text">At most <see cref="MaxBytes"/> bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PathMasks(ReadOnlySpan<byte> text)
    {
        RawMasks raw = Vector128.IsHardwareAccelerated && text.Length >= Vector128<byte>.Count ? OfVectors(text) : OfBytes(text);
        Length = raw.Ends == 0 ? text.Length : BitOperations.TrailingZeroCount(raw.Ends);
        ulong end = 1UL << Length;
        ulong inside = end - 1;
        IsPlain = (raw.NotPlain & inside) == 0;
        Slashes = raw.Slashes & inside;
        ulong hex = raw.HexOrDash & inside;
        // Adding a run's first bit to the run carries through it, to the first byte after it: if that is a slash or the end, the
        // whole segment was hex digits and dashes.
        ulong starts = ((Slashes << 1) | 1) & hex;
        IdEnds = (raw.Digits & inside) == 0 ? 0 : (starts + hex) & ~hex & (Slashes | end);
    }

    /// <summary>Bytes before <c>?</c> or <c>#</c>.</summary>
    public int Length { get; }

    /// <summary>Only visible ASCII.</summary>
    public bool IsPlain { get; }

    public ulong Slashes { get; }

    /// <summary>The byte after each segment that consists of hex digits and dashes; 0 when the path has no decimal digit.</summary>
    public ulong IdEnds { get; }

    private readonly record struct RawMasks(ulong Ends, ulong NotPlain, ulong HexOrDash, ulong Digits, ulong Slashes);

    private static RawMasks OfVectors(ReadOnlySpan<byte> text)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        RawMasks masks = default;
        int position = 0;
        while (true)
        {
            RawMasks block = OfBlock(Vector128.LoadUnsafe(ref start, (nuint)position));
            masks = new RawMasks(
                masks.Ends | (block.Ends << position), masks.NotPlain | (block.NotPlain << position), masks.HexOrDash | (block.HexOrDash << position),
                masks.Digits | (block.Digits << position), masks.Slashes | (block.Slashes << position));
            position += Vector128<byte>.Count;
            if (position >= text.Length)
            {
                return masks;
            }
            position = Math.Min(position, text.Length - Vector128<byte>.Count); // the last block overlaps; its bits say the same twice
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RawMasks OfBlock(Vector128<byte> block)
    {
        Vector128<byte> ends = Vector128.Equals(block, Vector128.Create((byte)'?')) | Vector128.Equals(block, Vector128.Create((byte)'#'));
        Vector128<byte> digits = InRange(block, (byte)'0', 9);
        Vector128<byte> hex = digits | InRange(block | Vector128.Create((byte)0x20), (byte)'a', 5) | Vector128.Equals(block, Vector128.Create((byte)'-'));
        Vector128<byte> plain = InRange(block, 0x21, 0x7E - 0x21);
        Vector128<byte> slashes = Vector128.Equals(block, Vector128.Create((byte)'/'));
        return new RawMasks(
            ends.ExtractMostSignificantBits(), (~plain).ExtractMostSignificantBits(), hex.ExtractMostSignificantBits(),
            digits.ExtractMostSignificantBits(), slashes.ExtractMostSignificantBits());
    }

    /// <summary>There is no unsigned compare before AVX-512; "not above" is "equal to its minimum with the bound".</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> InRange(Vector128<byte> block, byte first, byte span)
    {
        Vector128<byte> distance = block - Vector128.Create(first);
        return Vector128.Equals(Vector128.Min(distance, Vector128.Create(span)), distance);
    }

    /// <summary>The slow twin, for short paths and machines without vectors.</summary>
    private static RawMasks OfBytes(ReadOnlySpan<byte> text)
    {
        byte[] classes = s_classes;
        ulong ends = 0, notPlain = 0, hex = 0, digits = 0, slashes = 0;
        for (int i = 0; i < text.Length; i++)
        {
            ulong of = classes[text[i]];
            ends |= (of & EndsPath) << i;
            notPlain |= ((of & NotPlain) >> 1) << i;
            hex |= ((of & HexOrDash) >> 2) << i;
            digits |= ((of & Digit) >> 3) << i;
            slashes |= ((of & Slash) >> 4) << i;
        }
        return new RawMasks(ends, notPlain, hex, digits, slashes);
    }

    private static byte[] CreateClasses()
    {
        var classes = new byte[256];
        for (int value = 0; value < classes.Length; value++)
        {
            int plain = value is > 0x20 and < 0x7F ? 0 : NotPlain;
            classes[value] = (byte)(plain | value switch
            {
                '?' or '#' => EndsPath,
                '/' => Slash,
                >= '0' and <= '9' => Digit | HexOrDash,
                (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or '-' => HexOrDash,
                _ => 0,
            });
        }
        return classes;
    }
}
