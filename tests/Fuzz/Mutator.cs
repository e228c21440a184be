using System.Text;

namespace LogFunctions.Fuzz;

/// <summary>Damages bytes as networks, disks, bugs and attackers do. All randomness comes from the seed.</summary>
internal sealed class Mutator(Random random)
{
    /// <summary>What formats are made of, and what parsers trip over.</summary>
    private static readonly byte[][] s_tokens = new[]
    {
        "\"", "\\", "\\\"", "\\u0000", "\\ud800", "\\ud83d\\ude00", "\\x41", "\\x", "{", "}", "[", "]", ":", ",", " ", "\t", "-", "null", "true",
        "NaN", "Infinity", "-1", "0", "00", "1e9", "1E-7", "1e99999", "99999999999999999999", "0.1", ".5", "5.", "+1", "{\"a\":", "\"ts\":",
        "\"status\":\"-\",", "\"status\":404,", "\"time\":1700000000,", "\"request\":\"GET / HTTP/1.1\",", "[[[[[[[[", " [", "] \"", "\" \"", "HTTP/1.1",
        "GET ", "?", "#", "://", "%", "\r", "\0", "\u00E9", "\u202E", "\uFEFF", "rt=", "request_time=0.5", "999", "1000", "2024-02-30", "Z", "+24:00", "24",
    }.Select(Encoding.UTF8.GetBytes).ToArray();

    /// <summary>One to four changes.</summary>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> others)
    {
        List<byte> bytes = [.. input];
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            MutateOnce(bytes, others);
        }
        return [.. bytes];
    }

    private void MutateOnce(List<byte> bytes, IReadOnlyList<byte[]> others)
    {
        int at = random.Next(bytes.Count + 1);
        int length = Math.Min(bytes.Count - at, 1 + random.Next(12));
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5 when random.Next(4) == 0:
                byte[] other = others[random.Next(others.Count)];
                bytes.InsertRange(at, other[random.Next(other.Length + 1)..]);
                break;
            case 6 when length > 0:
                bytes.RemoveRange(at, length);
                goto default;
            default:
                bytes.InsertRange(at, s_tokens[random.Next(s_tokens.Length)]);
                break;
        }
    }
}
