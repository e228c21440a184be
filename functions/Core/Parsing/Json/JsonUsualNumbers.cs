using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// Time, status, bytes and latency of a line together, a lane of a vector each: as <see cref="TimestampReader.TryReadIsoInSameMinute"/> and
/// <see cref="ShortNumber"/> read them one after the other. What is unusual is refused, not judged.
/// </summary>
internal static class JsonUsualNumbers
{
    /// <summary>Bytes there must be in front of a number.</summary>
    public const int BytesBefore = ShortNumber.MaxBytes;

    private const ulong Nines = 9 * Digits.Ones;
    private const ulong EndOfTime = 0x5A_30_30_30_2E_30_30_3A; // :00.000Z
    private const ulong EndOfTimeLimits = 0x00_09_09_09_00_09_09_00;
    private const uint MaxMillisecondInMinute = 60_999; // with a leap second

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx2.IsSupported;
    }

    private static ReadOnlySpan<int> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>
    /// Reads them; false when one of them is unusual or out of its range, and then nothing is sure of the record's numbers.
    /// </summary>
    /// <param name="start">What the bounds count from.</param>
    /// <param name="places">Where the fields stand.</param>
    /// <param name="bounds">Where the values stand.</param>
    /// <param name="timestamps">Knows the minute.</param>
    /// <param name="record">Its numbers are set.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(
        ref byte start, in JsonUsualPlaces places, scoped ref int bounds, TimestampReader timestamps, ref PlacedRecord record)
    {
        nint timeStart = Start(ref bounds, places.Timestamp);
        nint statusEnd = End(ref bounds, places.Status);
        nint bytesEnd = End(ref bounds, places.Bytes);
        nint latencyEnd = End(ref bounds, places.Latency);

        // Bytes of a number but one: 0 to 7.
        int statusBytes = (int)(statusEnd - Start(ref bounds, places.Status)) - 1;
        int bytesBytes = (int)(bytesEnd - Start(ref bounds, places.Bytes)) - 1;
        int latencyBytes = (int)(latencyEnd - Start(ref bounds, places.Latency)) - 1;
        var inside = Vector128.Create(ulong.MaxValue << ((statusBytes ^ 7) << 3), ulong.MaxValue << ((bytesBytes ^ 7) << 3));
        Vector128<ulong> whole =
            (Vector128.Create(Word(ref start, statusEnd - 8), Word(ref start, bytesEnd - 8)) ^ Vector128.Create(Digits.Zeros)) & inside;
        bool isIso = End(ref bounds, places.Timestamp) - timeStart == TimestampReader.IsoMillisecondsLength;
        if (!isIso || (uint)(statusBytes | bytesBytes | latencyBytes) >= ShortNumber.MaxBytes
            || !timestamps.IsInSameMinute(ref Unsafe.Add(ref start, timeStart))
            || !TryMovePoint(Word(ref start, latencyEnd - 8), latencyBytes, out ulong latencyDigits, out int decimals)
            || decimals > places.PowerToMicros)
        {
            return false;
        }

        var digits = Vector256.Create(whole, Vector128.Create(latencyDigits, Word(ref start, timeStart + 16) ^ EndOfTime));
        Vector256<byte> wrong = Avx2.SubtractSaturate(digits.AsByte(), Vector256.Create(Nines, Nines, Nines, EndOfTimeLimits).AsByte());

        // A zero in front of other digits is no number of JSON.
        Vector128<ulong> others = inside << 8;
        Vector128<ulong> leadingZeros = Vector128.AndNot(
            Vector128.Equals(whole & (inside ^ others), Vector128<ulong>.Zero), Vector128.Equals(others, Vector128<ulong>.Zero));
        wrong |= leadingZeros.ToVector256().AsByte();

        // Pairs of digits, then fours, then all; of the time seconds and milliseconds, then the milliseconds of both.
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(
            digits.AsByte(),
            Vector256.Create(0x010A010A010A010A, 0x010A010A010A010A, 0x010A010A010A010A, 0x00010A6400010A00).AsSByte());
        Vector256<int> fours = Avx2.MultiplyAddAdjacent(
            pairs,
            Vector256.Create(0x0001006400010064, 0x0001006400010064, 0x0001006400010064, 0x0001000100010001).AsInt16());
        Vector256<int> all = Avx2.MultiplyAddAdjacent(
            Avx2.PackUnsignedSaturate(fours, fours).AsInt16(), Vector256.Create(0x0001271000012710, 0, 0x000103E800012710, 0).AsInt16());
        ulong statusAndBytes = all.GetLower().AsUInt64().ToScalar();
        ulong latencyAndTime = all.GetUpper().AsUInt64().ToScalar();
        uint status = (uint)statusAndBytes;
        uint millisecond = (uint)(latencyAndTime >> 32);
        long latencyUs =
            (uint)latencyAndTime * (long)Unsafe.Add(ref MemoryMarshal.GetReference(Powers), (nint)(places.PowerToMicros - decimals));
        record.Status = (int)status;
        record.Sums.Requests = 1;
        record.Sums.Bytes = (long)(statusAndBytes >> 32);
        record.Sums.Latencies = 1;
        record.Sums.LatencyUs = latencyUs;
        long timestampMs = timestamps.MinuteMs + millisecond;
        record.TimestampMs = timestampMs;
        return wrong == Vector256<byte>.Zero && status <= LogRecordLimits.MaxStatus && millisecond <= MaxMillisecondInMinute
            && latencyUs <= LogRecordLimits.MaxLatencyUs && (ulong)timestampMs <= LogRecordLimits.MaxTimestampMs;
    }

    // The digits of a number with or without a point as if there were none, its last one the highest byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryMovePoint(ulong text, int bytesButOne, out ulong digits, out int decimals)
    {
        int unused = (bytesButOne ^ 7) << 3; // bits in front of the number
        digits = (text ^ Digits.Zeros) & (ulong.MaxValue << unused);
        ulong first = digits >> unused;
        ulong notPoint = digits ^ (Digits.Points ^ Digits.Zeros);
        ulong point = (notPoint - Digits.Ones) & ~notPoint & (Digits.Ones << 7); // the lowest mark is right: borrows only reach higher ones
        if (point == 0)
        {
            decimals = 0;
            return (byte)first != 0 || bytesButOne == 0;
        }

        // The digits before the point move up by one byte, over it.
        int pointBit = BitOperations.TrailingZeroCount(point) - 7;
        ulong pointOne = (point & (0 - point)) >> 7;
        digits = (digits & (0 - (pointOne << 8))) | ((digits & (pointOne - 1)) << 8);
        decimals = 7 - (pointBit >> 3);
        int wholeBits = pointBit - unused;
        return decimals > 0 && (wholeBits == 8 || (wholeBits > 8 && (byte)first != 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Start(scoped ref int bounds, nint place) => Unsafe.Add(ref bounds, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint End(scoped ref int bounds, nint place) => Unsafe.Add(ref Unsafe.Add(ref bounds, place), JsonPlacing.ToEnd);

    // Only called where the first byte in memory is the lowest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte start, nint position) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, position));
}
