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
