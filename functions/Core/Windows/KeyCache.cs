using System.Numerics;

namespace LogFunctions.Core.Windows;

/// <summary>
/// From bytes (in two parts, such as method and target) to the name they stand for: open addressing, stored hashes, keys copied into one
/// array. Bounded: when full it is emptied and fills again with what occurs now. Not thread-safe.
/// </summary>
internal sealed class KeyCache
{
    private const int FirstSlots = 256;

    private readonly int _maxKeys;
    private readonly int _maxKeyBytes;
    private ulong[] _hashes = new ulong[FirstSlots];
    private Entry[] _entries = new Entry[FirstSlots];
    private byte[] _keys = new byte[FirstSlots * 32];
    private int _keysLength;

    /// <param name="maxKeys">Most keys held.</param>
    /// <param name="maxKeyBytes">Most bytes of all keys together; a longer key is not held.</param>
    public KeyCache(int maxKeys, int maxKeyBytes)
    {
        _maxKeys = maxKeys;
        _maxKeyBytes = maxKeyBytes;
    }

    public int Count { get; private set; }

    /// <summary>How often the cache was emptied because it was full.</summary>
    public long Resets { get; private set; }

    /// <param name="hash">Of both parts; the same for <see cref="Add"/>.</param>
    public KeyName? Find(ulong hash, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        ulong[] hashes = _hashes;
        int mask = hashes.Length - 1;
        ulong wanted = hash | 1;
        for (int slot = (int)(hash >> 32) & mask; ; slot = (slot + 1) & mask)
        {
            if (hashes[slot] == wanted)
            {
                ref readonly Entry entry = ref _entries[slot];
                if (entry.FirstLength == first.Length && entry.SecondLength == second.Length)
                {
                    ReadOnlySpan<byte> key = _keys.AsSpan(entry.KeyStart, first.Length + second.Length);
                    if (key.EndsWith(second) && key.StartsWith(first))
                    {
                        return entry.Name;
                    }
                }
            }

            // A slot is free when its hash is 0: stored hashes have bit 0 set. Half of the slots are free, so this ends.
            if (hashes[slot] == 0)
            {
                return null;
            }
        }
    }

    /// <summary>Adds a key that <see cref="Find"/> did not find.</summary>
    public void Add(ulong hash, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, KeyName name)
    {
        int keyBytes = first.Length + second.Length;
        if (keyBytes > _maxKeyBytes)
        {
            return;
        }

        if (Count == _maxKeys || _keysLength + keyBytes > _maxKeyBytes)
        {
            Array.Clear(_hashes);
            Array.Clear(_entries);
            Count = 0;
            _keysLength = 0;
            Resets++;
        }

        if ((Count + 1) * 2 > _hashes.Length)
        {
            Grow();
        }

        if (_keysLength + keyBytes > _keys.Length)
        {
            Array.Resize(ref _keys, (int)BitOperations.RoundUpToPowerOf2((uint)(_keysLength + keyBytes)));
        }

        int start = _keysLength;
        first.CopyTo(_keys.AsSpan(start));
        second.CopyTo(_keys.AsSpan(start + first.Length));
        _keysLength += keyBytes;
        Place(_hashes, _entries, hash | 1, new Entry(start, first.Length, second.Length, (int)(hash >> 32), name));
        Count++;
    }

    private void Grow()
    {
        var hashes = new ulong[_hashes.Length * 2];
        var entries = new Entry[_hashes.Length * 2];
        for (int slot = 0; slot < _hashes.Length; slot++)
        {
            if (_hashes[slot] != 0)
            {
                Place(hashes, entries, _hashes[slot], _entries[slot]);
            }
        }

        _hashes = hashes;
        _entries = entries;
    }

    private static void Place(ulong[] hashes, Entry[] entries, ulong storedHash, Entry entry)
    {
        int mask = hashes.Length - 1;
        int slot = entry.HomeSlot & mask;
        while (hashes[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        hashes[slot] = storedHash;
        entries[slot] = entry;
    }

    private readonly record struct Entry(int KeyStart, int FirstLength, int SecondLength, int HomeSlot, KeyName Name);
}
