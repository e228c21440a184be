using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LogFunctions.Core.Parsing;

/// <summary>64 bytes of a line as bit masks, one bit per byte: the widest that one machine word indexes.</summary>
internal readonly struct ByteBlock
{
    public const int Bytes = 64;

    // One of the two is used: whole where the machine compares 64 bytes into a mask at once.
    private readonly Vector512<byte> _all;
    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    /// <param name="start">At least <see cref="Bytes"/> readable bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteBlock(ref byte start)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            _all = Vector512.LoadUnsafe(ref start);
        }
        else
        {
            _low = Vector256.LoadUnsafe(ref start);
            _high = Vector256.LoadUnsafe(ref start, 32);
        }
    }

    private ByteBlock(Vector512<byte> all) => _all = all;

    private ByteBlock(Vector256<byte> low, Vector256<byte> high) => (_low, _high) = (low, high);

    /// <summary>Whether masks pay: without vectors they would be made byte by byte.</summary>
    public static bool IsFast => Vector128.IsHardwareAccelerated;

    /// <summary>Where a byte stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Equal(byte value) => Vector512.IsHardwareAccelerated
        ? Vector512.Equals(_all, Vector512.Create(value)).ExtractMostSignificantBits()
        : Bits(Vector256.Equals(_low, Vector256.Create(value)), Vector256.Equals(_high, Vector256.Create(value)));

    /// <summary>Where bytes <paramref name="first"/> to <paramref name="first"/> + <paramref name="span"/> stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong InRange(byte first, byte span) => Vector512.IsHardwareAccelerated
        ? Vector512.LessThanOrEqual(_all - Vector512.Create(first), Vector512.Create(span)).ExtractMostSignificantBits()
        : Bits(InRange(_low, first, span), InRange(_high, first, span));

    /// <summary>Where a hexadecimal digit or a dash stands: what ids in hexadecimal and UUIDs are made of.</summary>
    public ulong HexOrDash() => InRange((byte)'0', 9) | InRange((byte)'a', 5) | InRange((byte)'A', 5) | Equal((byte)'-');

    /// <summary>Where a backslash or a control byte (below 0x20) stands: what a plain JSON string must not hold besides a quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong EscapeOrControl() => Vector512.IsHardwareAccelerated
        ? Vector512.Equals(_all, Vector512.Create((byte)'\\')).ExtractMostSignificantBits() | Vector512.LessThan(_all, Vector512.Create((byte)0x20)).ExtractMostSignificantBits()
        : Bits(EscapeOrControl(_low), EscapeOrControl(_high));

    /// <summary>The bytes whose bits are set, 0 where the others stand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteBlock Only(ulong mask) => Vector512.IsHardwareAccelerated
        ? new ByteBlock(Vector512.ConditionalSelect(Spread(mask), _all, Vector512<byte>.Zero))
        : new ByteBlock(_low & Spread((uint)mask), _high & Spread((uint)(mask >> 32)));

    /// <summary>All bytes folded into sixteen, each of which depends on four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<ulong> Fold()
    {
        (Vector256<byte> low, Vector256<byte> high) = Vector512.IsHardwareAccelerated ? (_all.GetLower(), _all.GetUpper()) : (_low, _high);
        Vector256<ulong> folded = low.AsUInt64() ^ Vector256.Shuffle(high.AsUInt64(), Vector256.Create(1UL, 0, 3, 2));
        return folded.GetLower() ^ folded.GetUpper();
    }

    /// <summary>Whether the bytes are those at a place.</summary>
    /// <param name="start">At least <see cref="Bytes"/> readable bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAt(ref byte start) => Vector512.IsHardwareAccelerated
        ? _all == Vector512.LoadUnsafe(ref start)
        : ((_low ^ Vector256.LoadUnsafe(ref start)) | (_high ^ Vector256.LoadUnsafe(ref start, 32))) == Vector256<byte>.Zero;

    /// <summary>Writes the bytes.</summary>
    /// <param name="destination">Room for <see cref="Bytes"/>.</param>
    public void CopyTo(ref byte destination)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            _all.StoreUnsafe(ref destination);
        }
        else
        {
            _low.StoreUnsafe(ref destination);
            _high.StoreUnsafe(ref destination, 32);
        }
    }

    // From bits to bytes: each of eight bytes gets the eight bits it stands for, and of these its own is looked at.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Spread(ulong mask)
    {
        Vector512<byte> bits = Vector512.Create(0x8040201008040201).AsByte();
        Vector512<byte> spread = Vector512.Shuffle(Vector512.Create(mask).AsByte(), Vector512.Create(
            0UL, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303, 0x0404040404040404, 0x0505050505050505, 0x0606060606060606, 0x0707070707070707).AsByte());
        return Vector512.Equals(spread & bits, bits);
    }

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

    // There is no unsigned compare before AVX-512: "not above" is "equal to its minimum with the bound".
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
