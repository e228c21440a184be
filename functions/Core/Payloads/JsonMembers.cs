using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>Looks up members of an object.</summary>
internal static class JsonMembers
{
    private const int MaxDepth = 63;

    /// <summary>
    /// Reads the object that <paramref name="json"/> begins with, in one pass, and gives the values of two of its members as
    /// JSON text: the last of that name, empty when there is none.
    /// </summary>
    /// <returns>The end of the object; below zero when it is not valid JSON.</returns>
    public static int Read(
        ReadOnlySpan<byte> json, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out ReadOnlySpan<byte> firstValue,
            out ReadOnlySpan<byte> secondValue)
    {
        firstValue = default;
        secondValue = default;
        int position = JsonSyntax.SkipWhitespace(json, 1);
        if (position < json.Length && json[position] == '}')
        {
            return position + 1;
        }

        while (position < json.Length && json[position] == '"')
        {
            int keyEnd = JsonSyntax.StringEnd(json, position + 1, out _);
            if (keyEnd < 0)
            {
                return keyEnd;
            }

            ReadOnlySpan<byte> key = json[(position + 1)..keyEnd];
            position = JsonSyntax.SkipWhitespace(json, keyEnd + 1);
            if (position >= json.Length || json[position] != ':')
            {
                break;
            }

            int valueStart = JsonSyntax.SkipWhitespace(json, position + 1);
            int valueEnd = JsonSyntax.ValueEnd(json, valueStart, MaxDepth);
            if (valueEnd < 0)
            {
                return valueEnd;
            }

            firstValue = key.SequenceEqual(first) ? json[valueStart..valueEnd] : firstValue;
            secondValue = key.SequenceEqual(second) ? json[valueStart..valueEnd] : secondValue;
            position = JsonSyntax.SkipWhitespace(json, valueEnd);
            if (position < json.Length && json[position] == '}')
            {
                return position + 1;
            }

            if (position >= json.Length || json[position] != ',')
            {
                break;
            }

            position = JsonSyntax.SkipWhitespace(json, position + 1);
        }

        return ~position;
    }
}
