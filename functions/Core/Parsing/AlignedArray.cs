using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// An array of which one element is the first of a cache line, so that vectors from there on do not lie across two. What is stored across
/// two lines has to be waited for when it is soon read by elements.
/// </summary>
internal sealed class AlignedArray<T>
    where T : unmanaged
{
    private const int CacheLineBytes = 64;

    private readonly T[] _array;
    private readonly int _start;

    /// <param name="length">Elements.</param>
    /// <param name="aligned">Index of the element that begins a cache line.</param>
    public unsafe AlignedArray(int length, int aligned)
    {
        int elementsPerLine = CacheLineBytes / sizeof(T);
        _array = GC.AllocateArray<T>(length + elementsPerLine, pinned: true); // stays where it is
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array)) + (nuint)(aligned * sizeof(T));
        _start = (int)((0 - address) % CacheLineBytes) / sizeof(T);
    }

    /// <summary>The first element.</summary>
    public ref T First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array), _start);
    }

    /// <summary>All elements.</summary>
    public Span<T> AsSpan() => _array.AsSpan(_start);
}
