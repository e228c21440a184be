using System.Runtime.InteropServices;

namespace LogFunctions.Core.Endpoints;

/// <summary>What a text is made of, counted in one pass: enough to tell a word from a random token.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct TextProfile
{
    public TextProfile(ReadOnlySpan<byte> text)
    {
        byte before = 0;
        int run = 0;
        int pieceRuns = 0; // runs of digits in the piece between two separators
        bool startsWithDigit = false;
        int at = 0; // within the piece
        foreach (byte value in text)
        {
            bool isDigit = (uint)(value - '0') <= 9;
            bool isLower = (uint)(value - 'a') <= 25;
            bool isUpper = (uint)(value - 'A') <= 25;
            if (isDigit)
            {
                Digits++;
                startsWithDigit = at == 0 || startsWithDigit;
                pieceRuns += run == 0 ? 1 : 0;
                DigitRuns += run == 0 ? 1 : 0;
                run++;
                LongestDigitRun = Math.Max(LongestDigitRun, run);
            }
            else
            {
                run = 0;
                Lower += isLower ? 1 : 0;
                Upper += isUpper ? 1 : 0;
                HexLetters += (uint)((value | 0x20) - 'a') <= 5 ? 1 : 0;
                CaseFlips += isUpper && (uint)(before - 'a') <= 25 ? 1 : 0;
            }

            at++;
            if (!isDigit && !isLower && !isUpper)
            {
                InnerDigitRuns += Inner(pieceRuns, startsWithDigit, (uint)(before - '0') <= 9);
                (pieceRuns, startsWithDigit, at) = (0, false, 0);
                Dashes += value is (byte)'-' or (byte)'_' ? 1 : 0;
                Dots += value == '.' ? 1 : 0;
                Others += value is (byte)'-' or (byte)'_' or (byte)'.' ? 0 : 1;
            }

            before = value;
        }

        InnerDigitRuns += Inner(pieceRuns, startsWithDigit, (uint)(before - '0') <= 9);
    }

    public int Digits { get; }

    public int Lower { get; }

    public int Upper { get; }

    /// <summary>a to f, either case.</summary>
    public int HexLetters { get; }

    /// <summary>Dashes and underscores.</summary>
    public int Dashes { get; }

    public int Dots { get; }

    /// <summary>Neither letters, digits, dashes, underscores nor points.</summary>
    public int Others { get; }

    public int DigitRuns { get; }

    public int LongestDigitRun { get; }

    /// <summary>
    /// Runs of digits that neither begin nor end a word: one at the end (<c>python3</c>), or else one at the start (<c>3d</c>), is usual
    /// in words.
    /// </summary>
    public int InnerDigitRuns { get; }

    /// <summary>Capital letters behind small ones.</summary>
    public int CaseFlips { get; }

    public int Letters => Lower + Upper;

    /// <summary>
    /// How little the text looks like words: words of six letters in CamelCase score one in six bytes, random letters and digits one in
    /// two.
    /// </summary>
    public int Randomness => (2 * InnerDigitRuns) + CaseFlips;

    private static int Inner(int runs, bool startsWithDigit, bool endsWithDigit) =>
        Math.Max(0, runs - (startsWithDigit || endsWithDigit ? 1 : 0));
}
