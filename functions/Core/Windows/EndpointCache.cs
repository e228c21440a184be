using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From the bytes of method and path to the endpoint's name, for the paths that nearly all lines have: up to 63 bytes with at most one
/// segment that is an id. What stands before the id and behind it is the key, in three vectors, so that neither finding the id nor hashing
/// nor comparing is a loop over bytes. Entries lie together in the order they came, found through a small table of their numbers. Bounded:
/// when full it is emptied. Not thread-safe.
/// </summary>
internal sealed class EndpointCache
{
    private const int BlockBytes = 64;
    private const int SuffixBytes = EndpointText.ReadableBytesBehind;
    private const int SlotBits = 13;
    private const uint SlotMask = (1 << SlotBits) - 1;
    private const int MaxEntries = 1 << (SlotBits - 1); // half of the slots stay free, so that a search ends
    private const int FirstEntries = 64;

    private readonly ulong _idBytes; // a mask for digits: none is one of an id when ids are not alike
    private readonly ushort[] _slots = new ushort[1 << SlotBits]; // number of the entry plus 1, 0 = free
    private Entry[] _entries = new Entry[FirstEntries];
    private KeyName[] _names = new KeyName[FirstEntries];
    private int _count;
    private readonly Vector256<uint> _seed0;
    private readonly Vector256<uint> _seed1;
    private readonly Vector256<uint> _seed2;
    private readonly ulong _seed;
    private readonly ulong _methodSeed;

    /// <param name="idsAreAlike">Whether paths that differ only in ids have one endpoint.</param>
    /// <param name="seed">Of the hash.</param>
    public EndpointCache(bool idsAreAlike, ulong seed)
    {
        _idBytes = idsAreAlike ? ulong.MaxValue : 0;
        _seed = seed | 1;
        _seed0 = Seed(0);
        _seed1 = Seed(1);
        _seed2 = Seed(2);
        _methodSeed = Seed(3).AsUInt64().GetElement(0) | 1;
    }

    /// <summary>Looks a request up.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Null when it is not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyName? Find(in EndpointText request)
    {
        // The parts of the key are locals and not a struct: the compiler keeps them in registers.
        if (!TryMakeKey(in request, out Vector256<byte> prefix0, out Vector256<byte> prefix1, out Vector256<byte> suffix, out ulong lengths))
        {
            return null;
        }

        ref ushort slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        for (uint slot = HomeSlot(prefix0, prefix1, suffix, request.Method, lengths); ; slot = (slot + 1) & SlotMask)
        {
            int index = Unsafe.Add(ref slots, slot) - 1;
            if (index < 0)
            {
                return null;
            }

            ref readonly Entry entry = ref _entries[index];
            Vector256<byte> different = (entry.Prefix0 ^ prefix0) | (entry.Prefix1 ^ prefix1) | (entry.Suffix ^ suffix);
            if (different == Vector256<byte>.Zero && ((entry.Method ^ request.Method) | (entry.Lengths ^ lengths)) == 0)
            {
                return _names[index];
            }
        }
    }

    /// <summary>Adds what <see cref="Find"/> did not find, if it is of the kind this cache holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(in EndpointText request, KeyName name)
    {
        if (!TryMakeKey(in request, out Vector256<byte> prefix0, out Vector256<byte> prefix1, out Vector256<byte> suffix, out ulong lengths))
        {
            return;
        }

        if (_count == MaxEntries)
        {
            Array.Clear(_slots);
            Array.Clear(_names);
            _count = 0;
        }

        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count * 2);
            Array.Resize(ref _names, _count * 2);
        }

        _entries[_count] = new Entry { Prefix0 = prefix0, Prefix1 = prefix1, Suffix = suffix, Method = request.Method, Lengths = lengths };
        _names[_count] = name;
        _count++;
        uint slot = HomeSlot(prefix0, prefix1, suffix, request.Method, lengths);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & SlotMask;
        }

        _slots[slot] = (ushort)_count;
    }

    // A bit per byte, as in PathShape: adding the first bits of segments to the bits of digits carries through the segments that are all
    // digits, up to the slash, or the end, behind them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMakeKey(
        in EndpointText request, out Vector256<byte> prefix0, out Vector256<byte> prefix1, out Vector256<byte> suffix, out ulong lengths)
    {
        ref byte path = ref Unsafe.AsRef(in request.Target);
        var block = new ByteBlock(ref path);
        ulong query = block.Equal((byte)'?');
        int length = Math.Min(request.TargetLength, BitOperations.TrailingZeroCount(query));
        ulong end = 1UL << length;
        ulong inside = end - 1;
        ulong slashes = block.Equal((byte)'/') & inside;
        ulong digits = block.InRange((byte)'0', 9) & inside & _idBytes;
        ulong starts = digits & (slashes << 1);
        ulong ends = (digits + starts) & ~digits & (slashes | end);

        // Ids in hexadecimal have 16 bytes and more.
        ulong run = inside & ~slashes;
        run &= run >> 1;
        run &= run >> 2;
        run &= run >> 4;
        run &= run >> 8;
        int idEnd = BitOperations.TrailingZeroCount(ends);
        int idStart = 64 - BitOperations.LeadingZeroCount(slashes & (ends - 1));

        // All ones when there is an id: whether there is one is as good as random for the branch predictor.
        int hasId = (int)((long)(ends | (0 - ends)) >> 63);
        int prefixLength = length + ((idStart - length) & hasId);
        int suffixStart = idEnd & hasId;
        int suffixLength = (length - idEnd) & hasId;
        prefix0 = Vector256.LoadUnsafe(ref path) & FirstBytes(prefixLength, 0);
        prefix1 = Vector256.LoadUnsafe(ref path, 32) & FirstBytes(prefixLength, 32);
        suffix = Vector256.LoadUnsafe(ref path, (nuint)(uint)suffixStart) & FirstBytes(suffixLength & 63, 0);
        lengths = (uint)(prefixLength | (suffixLength << 8) | (request.MethodLength << 16)) | ((ulong)(uint)-hasId << 32);
        return (ends & (ends - 1)) == 0 && suffixLength <= SuffixBytes && ByteBlock.IsFast
            && (run == 0 || digits == 0 || HexSegmentEnds(ref path, slashes, end) == ends);
    }

    // Where segments of hexadecimal digits and dashes end, those of digits among them: if there are no others, there are no other ids.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong HexSegmentEnds(ref byte path, ulong slashes, ulong end)
    {
        ulong hex = new ByteBlock(ref path).HexOrDash() & (end - 1);
        ulong starts = hex & (slashes << 1);
        return (hex + starts) & ~hex & (slashes | end);
    }

    // The sum of products of pairs of 32-bit words, each plus a random word (NH; Black and others, UMAC, CRYPTO 1999): whoever does not
    // know the words cannot choose paths that collide.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint HomeSlot(Vector256<byte> prefix0, Vector256<byte> prefix1, Vector256<byte> suffix, ulong method, ulong lengths)
    {
        ulong sum;
        if (Avx2.IsSupported)
        {
            Vector256<ulong> sums = Products(prefix0.AsUInt32() + _seed0) + Products(prefix1.AsUInt32() + _seed1) + Products(suffix.AsUInt32() + _seed2);
            Vector128<ulong> halves = sums.GetLower() + sums.GetUpper();
            sum = halves.GetElement(0) + halves.GetElement(1);
        }
        else
        {
            sum = ByteHash.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>([prefix0, prefix1, suffix])), _seed);
        }

        ulong hash = ((sum ^ _seed) * 0x9E3779B97F4A7C15) + ((method ^ lengths) * _methodSeed); // a secret factor: methods are chosen by strangers as well
        return (uint)(((hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93) >> (64 - SlotBits));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Products(Vector256<uint> words) => Avx2.Multiply(words, (words.AsUInt64() >> 32).AsUInt32());

    // Bytes of 255 where the first bytes of a block stand, 0 behind them.
    private static ReadOnlySpan<byte> Mask =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> FirstBytes(int count, int offset) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Mask), (nuint)(uint)(BlockBytes - count + offset));

    private Vector256<uint> Seed(uint index)
    {
        Span<ulong> words = stackalloc ulong[4];
        for (int i = 0; i < words.Length; i++)
        {
            Span<byte> counter = [(byte)index, (byte)i];
            words[i] = ByteHash.Of(counter, _seed);
        }

        return Vector256.Create<ulong>(words).AsUInt32();
    }

    private struct Entry
    {
        public Vector256<byte> Prefix0;
        public Vector256<byte> Prefix1;
        public Vector256<byte> Suffix;
        public ulong Method;
        public ulong Lengths;
    }
}
