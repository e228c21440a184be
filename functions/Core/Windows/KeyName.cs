using System.Text;

namespace LogFunctions.Core.Windows;

/// <summary>
/// A value of a dimension, shared by everything that counts under it, with its hash and the cell it was last counted in: as most lines
/// fall into the same window, the way from a cached name to its cell is one comparison.
/// </summary>
internal sealed class KeyName
{
    private KeyName(string text, byte[] utf8, ulong hash)
    {
        Text = text;
        Utf8 = utf8;
        Hash = hash;
    }

    public string Text { get; }

    public byte[] Utf8 { get; }

    public ulong Hash { get; }

    /// <summary>Which opening of a window <see cref="LastCell"/> belongs to (<see cref="CellTable.Epoch"/>); 0 = none.</summary>
    public long LastEpoch { get; set; }

    public Cell? LastCell { get; set; }

    public static KeyName Of(ReadOnlySpan<byte> utf8, ulong seed) =>
        new(Encoding.UTF8.GetString(utf8), utf8.ToArray(), ByteHash.Of(utf8, seed));

    public bool SameAs(KeyName other) =>
        ReferenceEquals(this, other) || (Hash == other.Hash && Utf8.AsSpan().SequenceEqual(other.Utf8));
}
