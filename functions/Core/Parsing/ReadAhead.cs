using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The memory that will be read next. It comes slowly, and while a text is parsed the memory system has little to do and the hardware's own
/// prefetch stands still; so whoever parses asks for it, piece by piece: many cache lines at once would make everything else wait. Only a
/// hint, without influence on any result. Not thread-safe.
/// </summary>
public sealed class ReadAhead
{
    /// <summary>Bytes of one step: as the text at hand was in base64, a little more than the memory of the next as long.</summary>
    public const int StepBytes = 2 * CacheLineBytes;

    private const int CacheLineBytes = 64;

    private byte[] _memory = [];
    private int _next;
    private int _end;

    /// <summary>Says what will be read. Whatever is asked for after it is part of this.</summary>
    /// <param name="memory">Where it lies.</param>
    /// <param name="start">First byte, not negative.</param>
    /// <param name="end">Behind the last byte.</param>
    public void Set(byte[] memory, int start, int end)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        _memory = memory;
        _next = start;
        _end = Math.Min(end, memory.Length);
    }

    /// <summary>Asks for memory now.</summary>
    /// <param name="steps">How many steps.</param>
    public void Ask(int steps)
    {
        for (Steps left = Take(steps); left.Count > 0; left.Next())
        {
        }
    }

    /// <summary>Steps to be gone one by one by the caller: at most so many, fewer when there is no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Steps Take(int steps)
    {
        int count = Sse.IsSupported ? Math.Clamp((_end - _next + StepBytes - 1) / StepBytes, 0, steps) : 0;
        var taken = new Steps(ref MemoryMarshal.GetArrayDataReference(_memory), _next, count);
        _next += count * StepBytes;
        return taken;
    }

    /// <summary>Steps that were taken.</summary>
    internal ref struct Steps(ref byte memory, nint next, int count)
    {
        private readonly ref byte _memory = ref memory;
        private nint _next = next;

        /// <summary>How many are left.</summary>
        public int Count { get; private set; } = count;

        /// <summary>Goes one of them; there must be one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public unsafe void Next()
        {
            // An address that is no longer right, because the memory was moved, is as harmless as one behind its end.
            byte* start = (byte*)Unsafe.AsPointer(ref _memory) + _next;
            Sse.Prefetch0(start);
            Sse.Prefetch0(start + CacheLineBytes);
            _next += StepBytes;
            Count--;
        }
    }
}
