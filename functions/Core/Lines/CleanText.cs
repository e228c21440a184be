using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace LogFunctions.Core.Lines;

/// <summary>
/// Texts that strangers chose, fit for a row of a text file and for any database: valid UTF-8 without control characters. Those become
/// <c>%XX</c> as in a URL; what is no UTF-8 becomes U+FFFD, as it does wherever such bytes pass through a string. Anything else stays as
/// it is.
/// </summary>
internal sealed class CleanText
{
    private static readonly SearchValues<byte> s_controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(value => (byte)value), 0x7F]);

    private byte[] _bytes = [];

    /// <summary>The text itself when it is clean, as nearly all are; else its clean form, valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => !text.ContainsAny(s_controls) && Utf8.IsValid(text) ? text : Clean(text);

    private ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length < 3 * text.Length)
        {
            _bytes = new byte[Math.Max(256, 3 * text.Length)];
        }

        int written = 0;
        while (!text.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(text, out Rune rune, out int consumed);
            if (rune.IsAscii && s_controls.Contains((byte)rune.Value))
            {
                _bytes[written++] = (byte)'%';
                _bytes[written++] = "0123456789ABCDEF"u8[rune.Value >> 4];
                _bytes[written++] = "0123456789ABCDEF"u8[rune.Value & 15];
            }
            else
            {
                written += rune.EncodeToUtf8(_bytes.AsSpan(written)); // what could not be decoded is U+FFFD, three bytes
            }

            text = text[consumed..];
        }

        return _bytes.AsSpan(0, written);
    }
}
