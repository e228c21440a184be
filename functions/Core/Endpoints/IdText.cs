using System.Buffers;

namespace LogFunctions.Core.Endpoints;

/// <summary>Forms of ids in texts that have a digit, unless it is said otherwise.</summary>
internal static class IdText
{
    private const int UuidBytes = 36;

    private static readonly SearchValues<byte> s_decimal = SearchValues.Create("0123456789.-"u8);
    private static readonly SearchValues<byte> s_written = SearchValues.Create("0123456789-_. +()/"u8);
    private static readonly SearchValues<byte> s_hexOrDash = SearchValues.Create("0123456789abcdefABCDEF-"u8);
    private static readonly SearchValues<byte> s_notInUlid = SearchValues.Create("iloILO"u8);
    private static readonly SearchValues<byte> s_base64 =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.~+="u8);

    /// <summary>Whether all of a text is an id, as it would be in any place.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> text)
    {
        var profile = new TextProfile(text);
        if (profile.Digits == 0)
        {
            return false;
        }

        if (profile.Letters == 0)
        {
            return IsNumber(text, in profile);
        }

        return profile.Others == 0 && profile.Dots == 0
            ? IsUuid(text) || IsHex(in profile, text.Length) || IsToken(text, in profile) || HasIdAsPiece(text, in profile)
            : IsOddToken(text, in profile);
    }

    /// <summary>Whether all of a text is an id by its form, not by looking random.</summary>
    public static bool IsCertain(ReadOnlySpan<byte> text)
    {
        var profile = new TextProfile(text);
        return profile.Digits > 0 && (profile.Letters == 0
            ? IsNumber(text, in profile)
            : IsUuid(text) || IsUlid(text, in profile) || (text.Length >= 16 && IsHex(in profile, text.Length)) || IsDateTime(text));
    }

    /// <summary>A word that a build made: hexadecimal with a letter and a digit, or random letters and digits.</summary>
    public static bool IsHash(ReadOnlySpan<byte> text)
    {
        var profile = new TextProfile(text);
        return profile.Digits > 0 && profile.Letters > 0 && (IsHex(in profile, text.Length) || IsToken(text, in profile));
    }

    /// <summary>A name, an at sign and a domain; <c>react@18.2.0</c> and <c>jquery@3.6.0.min.js</c> are packages.</summary>
    public static bool IsEmail(ReadOnlySpan<byte> text)
    {
        int at = text.LastIndexOf((byte)'@');
        if (at <= 0 || at + 3 >= text.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> domain = text[(at + 1)..FileName.StemLength(text, out _, out _)];
        int dot = domain.LastIndexOf((byte)'.');
        bool isTop = dot > 0 && domain.Length - dot > 2 && domain[(dot + 1)..].IndexOfAnyExceptInRange((byte)'-', (byte)'z') < 0
            && domain[(dot + 1)..].IndexOfAnyInRange((byte)'0', (byte)'9') < 0;
        int firstDot = domain.IndexOf((byte)'.');
        bool isVersion = firstDot > 0 && AreDigits(domain[..firstDot]) && char.IsAsciiDigit((char)domain[firstDot + 1]);
        return isTop && !isVersion;
    }

    /// <summary>Texts that say themselves what they are: JWT, ARN, URN, tel.</summary>
    public static bool HasIdPrefix(ReadOnlySpan<byte> text) =>
        (text.StartsWith("eyJ"u8) && text.Length >= 20) || text.StartsWith("arn:"u8) || text.StartsWith("urn:"u8)
            || text.StartsWith("tel:"u8);

    /// <summary>Numbers or ids with commas or bars between.</summary>
    public static bool IsList(ReadOnlySpan<byte> text)
    {
        int parts = 0;
        while (true)
        {
            int end = text.IndexOfAny((byte)',', (byte)'|');
            ReadOnlySpan<byte> part = end < 0 ? text : text[..end];
            bool isNumber = !part.IsEmpty && part.IndexOfAnyExcept(s_decimal) < 0 && part.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;
            parts++;
            if (!isNumber && !IsWhole(part))
            {
                return false;
            }

            if (end < 0)
            {
                return parts > 1;
            }

            text = text[(end + 1)..];
        }
    }

    /// <summary><c>2024-10-10</c> or <c>2024-10</c>.</summary>
    public static bool IsDate(ReadOnlySpan<byte> text) => text.Length is 7 or 10 && StartsWithDate(text, text.Length);

    /// <summary>A date with a time behind it.</summary>
    public static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length > 10 && text[10] is (byte)'T' or (byte)' ' or (byte)'t' && StartsWithDate(text, 10);

    private static bool StartsWithDate(ReadOnlySpan<byte> text, int length)
    {
        bool isMonth = AreDigits(text[..4]) && text[0] is (byte)'1' or (byte)'2' && text[4] == '-' && AreDigits(text[5..7]);
        return isMonth && (length == 7 || (text[7] == '-' && AreDigits(text[8..10])));
    }

    // Digits with something between: a date, an address, a telephone number, an order number. Few digits are a version.
    private static bool IsNumber(ReadOnlySpan<byte> text, in TextProfile profile)
    {
        if (profile.Digits == text.Length)
        {
            return true;
        }

        if (profile.Dots > 0 && profile.Dashes == 0 && profile.Others == 0)
        {
            return IsDotted(text, in profile);
        }

        bool isWritten = text.IndexOfAnyExcept(s_written) < 0;
        return isWritten && (profile.Digits >= 7 || IsDate(text));
    }

    // An IPv4 address, a date or a telephone number.
    private static bool IsDotted(ReadOnlySpan<byte> text, in TextProfile profile)
    {
        int fields = 0;
        int longest = 0;
        bool areBytes = true;
        for (ReadOnlySpan<byte> rest = text; ; fields++)
        {
            int dot = rest.IndexOf((byte)'.');
            ReadOnlySpan<byte> field = dot < 0 ? rest : rest[..dot];
            longest = Math.Max(longest, field.Length);
            areBytes &= field.Length is 1 or 2 || (field.Length == 3 && (field[0] == '1' || (field[0] == '2' && field[1] <= '5')));
            if (dot < 0)
            {
                fields++;
                break;
            }

            rest = rest[(dot + 1)..];
        }

        return (fields == 4 && areBytes) || (fields == 3 && longest >= 4 && profile.Digits >= 8);
    }

    private static bool IsUuid(ReadOnlySpan<byte> text) =>
        text.Length == UuidBytes && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && text.IndexOfAnyExcept(s_hexOrDash) < 0 && text.Count((byte)'-') == 4;

    /// <summary>Seven hexadecimal digits and more, with decimal ones among them: without these they are as often words.</summary>
    private static bool IsHex(in TextProfile profile, int length) =>
        length >= 7 && profile.Digits > 0 && profile.Digits + profile.HexLetters == length;

    // Letters and digits at random, and what is known to look so: ULID, KSUID, cuid, nanoid, base64url, short ids of video and chat.
    private static bool IsToken(ReadOnlySpan<byte> text, in TextProfile profile)
    {
        int length = profile.Letters + profile.Digits;
        bool isMixed = profile.Lower > 0 && profile.Upper > 0;
        if (profile.Dashes > 0)
        {
            return length >= 16 && profile.Randomness * 4 >= length;
        }

        if (profile.LongestDigitRun >= 6 || (profile.LongestDigitRun >= 5 && char.IsAsciiDigit((char)text[^1]) && profile.DigitRuns == 1))
        {
            return true;
        }

        return length switch
        {
            >= 16 => profile.DigitRuns >= 3 || profile.Randomness * 4 >= length || IsUlid(text, in profile)
                || (length >= 20 && !isMixed && profile.DigitRuns == 2 && profile.Digits >= 4),
            >= 10 => profile.DigitRuns >= 4
                || (isMixed ? profile.Randomness * 3 >= length && profile.CaseFlips > 0 : profile.DigitRuns == 3)
                || (profile.Lower == 0 && profile.DigitRuns >= 2 && profile.Digits >= 3),
            >= 8 => (isMixed && profile.DigitRuns >= 2 && profile.CaseFlips >= 2)
                || (profile.Lower == 0 && profile.DigitRuns >= 2 && profile.Digits >= 3),
            _ => false,
        };
    }

    private static bool IsUlid(ReadOnlySpan<byte> text, in TextProfile profile) =>
        text.Length == 26 && text[0] <= '7' && (profile.Lower == 0 || profile.Upper == 0) && text.IndexOfAny(s_notInUlid) < 0;

    // With points, signs and padding: tokens of several parts, base64.
    private static bool IsOddToken(ReadOnlySpan<byte> text, in TextProfile profile)
    {
        int length = profile.Letters + profile.Digits;
        return IsDateTime(text)
            || (length >= 20 && profile.Randomness * 4 >= length && text.IndexOfAnyExcept(s_base64) < 0);
    }

    // Words and an id with dashes or underscores between: the id is a number of five digits and more at either end, a UUID or a hash.
    private static bool HasIdAsPiece(ReadOnlySpan<byte> text, in TextProfile profile)
    {
        if (profile.Dashes == 0)
        {
            return false;
        }

        if (IsDateTime(text) || IsMac(text) || (text.Length > UuidBytes && IsUuid(text[^UuidBytes..])))
        {
            return true;
        }

        for (int start = 0; start < text.Length;)
        {
            int end = text[start..].IndexOfAny((byte)'-', (byte)'_');
            int length = end < 0 ? text.Length - start : end;
            ReadOnlySpan<byte> piece = text.Slice(start, length);
            bool isAtEnd = start == 0 || end < 0;
            if ((isAtEnd && length >= 5 && AreDigits(piece)) || (length >= (end < 0 ? 7 : 10) && IsHash(piece)))
            {
                return true;
            }

            start += length + 1;
        }

        return false;
    }

    private static bool IsMac(ReadOnlySpan<byte> text)
    {
        bool isMac = text.Length == 17 && text.IndexOfAnyExcept(s_hexOrDash) < 0;
        for (int dash = 2; isMac && dash < text.Length; dash += 3)
        {
            isMac = text[dash] == '-';
        }

        return isMac && text.Count((byte)'-') == 5;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
