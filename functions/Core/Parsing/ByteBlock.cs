using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>64 bytes of a line as bit masks, one bit per byte: the widest that one machine word indexes.</summary>
internal readonly struct ByteBlock
{
    public const int Bytes = 64;

    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    /// <param name="start">At least <see cref="Bytes"/> readable bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteBlock(ref byte start)
    {
        _low = Vector256.LoadUnsafe(ref start);
        _high = Vector256.LoadUnsafe(ref start, 32);
    }

    private ByteBlock(Vector256<byte> low, Vector256<byte> high) => (_low, _high) = (low, high);

    /// <summary>Whether masks pay: without vectors they would be made byte by byte.</summary>
    public static bool IsFast => Vector128.IsHardwareAccelerated;

    /// <summary>Where a byte stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) =>
        Bits(Vector256.Equals(_low, Vector256.Create(value)), Vector256.Equals(_high, Vector256.Create(value)));

    /// <summary>Where bytes <paramref name="first"/> to <paramref name="first"/> + <paramref name="span"/> stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong InRange(byte first, byte span) => Bits(InRange(_low, first, span), InRange(_high, first, span));

    /// <summary>Where a backslash or a control byte (below 0x20) stands: what a plain JSON string must not hold besides a quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EscapeOrControl() => Bits(EscapeOrControl(_low), EscapeOrControl(_high));

    /// <summary>The bytes whose bits are set, 0 where the others stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteBlock Only(ulong mask) => new(_low & Spread((uint)mask), _high & Spread((uint)(mask >> 32)));

    /// <summary>All bytes folded into sixteen, each of which depends on four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<ulong> Fold()
    {
        Vector256<ulong> folded = _low.AsUInt64() ^ Vector256.Shuffle(_high.AsUInt64(), Vector256.Create(1UL, 0, 3, 2));
        return folded.GetLower() ^ folded.GetUpper();
    }

    /// <summary>Whether the bytes are those of another block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Same(in ByteBlock other) => ((_low ^ other._low) | (_high ^ other._high)) == Vector256<byte>.Zero;

    // From bits to bytes: each of eight bytes gets the eight bits it stands for, and of these its own is looked at.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Spread(uint mask)
    {
        Vector256<byte> bits = Vector256.Create(0x8040201008040201).AsByte();
        Vector256<byte> spread = Vector256.Shuffle(Vector256.Create(mask).AsByte(), Vector256.Create(
            0UL, 0x0101010101010101, 0x1212121212121212, 0x1313131313131313).AsByte());
        return Vector256.Equals(spread & bits, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    // There is no unsigned compare of bytes: "not above" is "equal to its minimum with the bound".
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> InRange(Vector256<byte> bytes, byte first, byte span)
    {
        Vector256<byte> distance = bytes - Vector256.Create(first);
        return Vector256.Equals(Vector256.Min(distance, Vector256.Create(span)), distance);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> EscapeOrControl(Vector256<byte> bytes) =>
        Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.Equals(Vector256.Min(bytes, Vector256.Create((byte)0x1F)), bytes);
}
