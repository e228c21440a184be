using System.Text;
using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Randomness;

namespace LogFunctions.LogGenerator.Traffic;

/// <summary>A path with varying segments: writes one path, and knows the name all of them have in the truth.</summary>
internal sealed class RouteTemplate
{
    private enum Hole : byte
    {
        None,
        Id,
        Uuid,
        Hex,
    }

    private readonly (byte[] Text, Hole Hole)[] _parts;

    /// <param name="path">As in <see cref="Profiles.EndpointProfile.Path"/>; validated before.</param>
    public RouteTemplate(string path)
    {
        var parts = new List<(byte[], Hole)>();
        var text = new StringBuilder();
        foreach (string segment in path.Split('/')[1..])
        {
            text.Append('/');
            Hole hole = HoleOf(segment);
            if (hole == Hole.None)
            {
                text.Append(segment);
                continue;
            }

            parts.Add((Encoding.UTF8.GetBytes(text.ToString()), hole));
            text.Clear();
        }

        parts.Add((Encoding.UTF8.GetBytes(text.ToString()), Hole.None));
        _parts = [.. parts];
        TemplatedPath = path.Replace("{uuid}", "{id}", StringComparison.Ordinal).Replace("{hex}", "{id}", StringComparison.Ordinal);
    }

    /// <summary>The path with every varying segment written <c>{id}</c>.</summary>
    public string TemplatedPath { get; }

    /// <summary>True for a segment that varies.</summary>
    public static bool IsHole(string segment) => HoleOf(segment) != Hole.None;

    /// <summary>Writes the path of the line with these random bits.</summary>
    public void Write(ref Utf8Out output, ulong salt)
    {
        foreach ((byte[] text, Hole hole) in _parts)
        {
            output.Append(text);
            if (hole == Hole.None)
            {
                continue;
            }

            salt = SplitMix64.Mix(salt + 0x632BE59BD9B4E019);
            WriteHole(ref output, hole, salt);
        }
    }

    private static void WriteHole(ref Utf8Out output, Hole hole, ulong bits)
    {
        switch (hole)
        {
            case Hole.Id:
                // Squared: small numbers are more frequent, as old ids are.
                ulong unit = bits >> 40;
                output.AppendNumber(1 + (long)((unit * unit * 9_999_999) >> 48));
                break;
            case Hole.Uuid:
                ulong low = SplitMix64.Mix(bits + 1);
                output.AppendHex(bits >> 32, 8);
                output.Append((byte)'-');
                output.AppendHex((bits >> 16) & 0xFFFF, 4);
                output.Append("-4"u8);
                output.AppendHex(bits & 0xFFF, 3);
                output.Append((byte)'-');
                output.AppendHex(0x8000 | (low >> 50), 4);
                output.Append((byte)'-');
                output.AppendHex(low & 0xFFFF_FFFF_FFFF, 12);
                break;
            default:
                output.AppendHex(bits, 16);
                output.AppendHex(SplitMix64.Mix(bits + 1), 16);
                break;
        }
    }

    private static Hole HoleOf(string segment) => segment switch
    {
        "{id}" => Hole.Id,
        "{uuid}" => Hole.Uuid,
        "{hex}" => Hole.Hex,
        _ => Hole.None,
    };
}
