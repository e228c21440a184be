using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// Method and target of a request, copied whole vectors at a time: the target, and behind it whatever followed in its line or was here
/// before. Holds what most requests have; <see cref="TrySet"/> refuses the others.
/// </summary>
internal struct EndpointText
{
    /// <summary>A longer target does not fit. A bit mask of a target has a bit left for its end.</summary>
    public const int MaxTargetBytes = 63;

    /// <summary>A longer method does not fit.</summary>
    public const int MaxMethodBytes = 8;

    /// <summary>Bytes that can be read from any place within the target on.</summary>
    public const int ReadableBytesBehind = 32;

    private const int CopiedBytes = 64;

    private CopiedText _text;

    /// <summary>The bytes of the method, 0 behind them.</summary>
    public ulong Method { get; private set; }

    public int MethodLength { get; private set; }

    public int TargetLength { get; private set; }

    /// <summary>The target and 32 bytes behind it.</summary>
    [UnscopedRef]
    public readonly ref readonly byte Target => ref _text[0];

    /// <summary>Copies a line's request; false, and nothing usable here, when it does not fit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySet(scoped in LogRecord record)
    {
        ReadOnlySpan<byte> target = EndpointTemplater.PathOf(record.Target);
        ReadOnlySpan<byte> method = record.Method;
        if (target.Length > MaxTargetBytes || method.Length > MaxMethodBytes || !ByteBlock.IsFast)
        {
            return false;
        }

        ref byte start = ref MemoryMarshal.GetReference(target);
        ref byte methodStart = ref MemoryMarshal.GetReference(method);
        if (!record.CanRead(ref start, CopiedBytes) || !record.CanRead(ref methodStart, MaxMethodBytes))
        {
            SetPadded(method, target);
            return true;
        }

        ref byte copy = ref _text[0];
        Vector256.LoadUnsafe(ref start).StoreUnsafe(ref copy);
        Vector256.LoadUnsafe(ref start, 32).StoreUnsafe(ref copy, 32);
        Method = FirstBytes(Unsafe.ReadUnaligned<ulong>(ref methodStart), method.Length);
        MethodLength = method.Length;
        TargetLength = target.Length;
        return true;
    }

    /// <summary>Writes the method; returns its length.</summary>
    public readonly int CopyMethod(Span<byte> destination)
    {
        Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(destination[..MaxMethodBytes]), Method);
        return MethodLength;
    }

    // The line ends too soon behind the texts, or they are not in it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetPadded(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target)
    {
        target.CopyTo(_text);
        ulong word = 0;
        method.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
        Method = word;
        MethodLength = method.Length;
        TargetLength = target.Length;
    }

    // The first 0 to 8 bytes of a word, 0 behind them. A shift by 64 would be one by 0: in two steps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstBytes(ulong word, int count)
    {
        int halfUnused = (MaxMethodBytes - count) << 2;
        int halfUsed = count << 2;
        return BitConverter.IsLittleEndian ? word & (ulong.MaxValue >> halfUnused >> halfUnused) : word & ~(ulong.MaxValue >> halfUsed >> halfUsed);
    }

    [InlineArray(CopiedBytes + ReadableBytesBehind)]
    private struct CopiedText
    {
        private byte _first;
    }
}

/// <summary>A region of up to 16 bytes, or none, as two words that overlap: with the length they are its bytes.</summary>
internal struct RegionText
{
    /// <summary>A longer region does not fit.</summary>
    public const int MaxBytes = 16;

    private const int WordBytes = 8;

    public ulong First { get; private set; }

    public ulong Last { get; private set; }

    public int Length { get; private set; }

    /// <summary>Copies a region; false, and nothing usable here, when it is longer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySet(ReadOnlySpan<byte> region)
    {
        Length = region.Length;
        if (region.IsEmpty)
        {
            (First, Last) = (0, 0);
            return true;
        }

        if (region.Length is < WordBytes or > MaxBytes)
        {
            return TrySetShort(region);
        }

        ref byte start = ref MemoryMarshal.GetReference(region);
        First = Unsafe.ReadUnaligned<ulong>(ref start);
        Last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, region.Length - WordBytes));
        return true;
    }

    /// <summary>Writes the region; returns its length.</summary>
    /// <param name="destination">At least <see cref="MaxBytes"/>.</param>
    public readonly int CopyTo(Span<byte> destination)
    {
        ref byte start = ref MemoryMarshal.GetReference(destination[..MaxBytes]);
        Unsafe.WriteUnaligned(ref start, First);
        if (Length >= WordBytes)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, Length - WordBytes), Last);
        }

        return Length;
    }

    private bool TrySetShort(ReadOnlySpan<byte> region)
    {
        ulong word = 0;
        if (region.Length < WordBytes)
        {
            region.CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref word)));
        }

        (First, Last) = (word, word);
        return region.Length < WordBytes;
    }
}
