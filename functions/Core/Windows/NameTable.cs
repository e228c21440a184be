using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>What a <see cref="NameTable{TKey}"/> is looked up by: bytes of a line in a few machine words, so that neither hashing nor comparing is a loop.</summary>
internal interface INameKey<TSelf>
    where TSelf : unmanaged, INameKey<TSelf>
{
    /// <summary>A hash of which the highest bits count. The factors are drawn per process.</summary>
    ulong Hash(ulong factor, ulong otherFactor);

    bool Same(in TSelf other);
}

/// <summary>
/// From keys to names and the cells they were last counted in. Entries lie together in the order they came, found through a small table of
/// their numbers. Bounded: when full it is emptied. Not thread-safe.
/// </summary>
internal sealed class NameTable<TKey>
    where TKey : unmanaged, INameKey<TKey>
{
    // Whoever chooses keys can make many of them collide; those that find no room near their slot are not held here.
    private const int MaxProbes = 8;
    private const int FirstEntries = 64;
    private const int SlotsPerEntry = 4;

    private readonly int _maxEntries;
    private readonly int _leastSlots;
    private readonly ulong _factor;
    private readonly ulong _otherFactor;
    private ushort[] _slots; // number of the entry plus 1, 0 = free
    private int _slotShift;
    private AlignedArray<TKey> _keys = new(FirstEntries, 0);
    private LastCell[] _entries = new LastCell[FirstEntries];
    private int _count;

    /// <param name="maxEntries">Below 65,536.</param>
    /// <param name="leastSlots">
    /// A power of two. Two entries of one slot make the branch predictor fail on every line of theirs, and a large table does not stay in the
    /// first level cache.
    /// </param>
    /// <param name="seed">Of the hash.</param>
    public NameTable(int maxEntries, int leastSlots, ulong seed)
    {
        _maxEntries = maxEntries;
        _leastSlots = leastSlots;
        _factor = ByteHash.Of("first"u8, seed) | 1;
        _otherFactor = ByteHash.Of("second"u8, seed) | 1;
        _slots = new ushort[leastSlots + MaxProbes];
        _slotShift = 64 - BitOperations.Log2((uint)leastSlots);
    }

    /// <summary>Makes sure that entries can be added without emptying the table, so that the places of entries stay what they are meanwhile.</summary>
    public void MakeRoom(int entries)
    {
        if (_count + entries > _maxEntries)
        {
            Array.Clear(_slots);
            Array.Clear(_entries);
            _count = 0;
        }
    }

    /// <summary>The name and the last cell of the entry at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref LastCell At(int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), place);

    /// <returns>The place of the key's entry until <see cref="MakeRoom"/> is called; below 0 when it is not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(in TKey key)
    {
        ref ushort slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), (nint)(key.Hash(_factor, _otherFactor) >> _slotShift));
        for (int probes = MaxProbes; probes > 0; probes--)
        {
            int place = slot - 1;
            if (place < 0)
            {
                return -1;
            }

            if (key.Same(in Unsafe.Add(ref _keys.First, (nint)(uint)place)))
            {
                return place;
            }

            slot = ref Unsafe.Add(ref slot, 1);
        }

        return -1;
    }

    /// <summary>Adds what <see cref="Find"/> did not find, if there is room.</summary>
    /// <returns>As <see cref="Find"/>.</returns>
    public int Add(in TKey key, KeyName name)
    {
        if (_count == _maxEntries)
        {
            return -1;
        }

        if (_count == _entries.Length)
        {
            Grow();
        }

        _keys.AsSpan()[_count] = key;
        _entries[_count] = new LastCell { Name = name };
        return TryPlace(_count) ? _count++ : -1;
    }

    // Entries keep their order, and get new slots.
    private void Grow()
    {
        int capacity = Math.Min(_count * 2, _maxEntries);
        Array.Resize(ref _entries, capacity);
        AlignedArray<TKey> keys = _keys;
        _keys = new AlignedArray<TKey>(capacity, 0);
        keys.AsSpan()[.._count].CopyTo(_keys.AsSpan());
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(_leastSlots, capacity * SlotsPerEntry));
        _slots = new ushort[slots + MaxProbes];
        _slotShift = 64 - BitOperations.Log2((uint)slots);
        for (int place = 0; place < _count; place++)
        {
            TryPlace(place); // those that find no room now are forgotten
        }
    }

    private bool TryPlace(int place)
    {
        int home = (int)(_keys.AsSpan()[place].Hash(_factor, _otherFactor) >> _slotShift);
        int free = _slots.AsSpan(home, MaxProbes).IndexOf((ushort)0);
        if (free < 0)
        {
            return false;
        }

        _slots[home + free] = (ushort)(place + 1);
        return true;
    }
}
