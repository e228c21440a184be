using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Randomness;

namespace LogFunctions.LogGenerator.Traffic;

/// <summary>The words lines are made of. No text needs escaping in any of the formats.</summary>
internal static class Vocabulary
{
    private static readonly byte[][] s_userAgents =
    [
        .. new[]
        {
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
            "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
            "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
            "ShopApp/5.12.1 (Android 15)",
            "ShopApp/5.11.0 (iOS 18.6)",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "python-requests/2.32.5",
            "curl/8.16.0",
            "Go-http-client/2.0",
            "Amazon CloudFront",
            "kube-probe/1.33",
            "-",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    private static readonly AliasTable s_userAgentTable = new([22, 18, 17, 8, 7, 6, 5, 2, 2, 4, 4, 1.5, 1, 0.8, 0.5, 0.5, 0.3, 0.2, 0.2]);

    private static readonly byte[][] s_attackAgents =
    [
        "Mozilla/5.0 zgrab/0.x"u8.ToArray(), "sqlmap/1.9.8#stable (https://sqlmap.org)"u8.ToArray(), "masscan/1.3 (https://github.com/robertdavidgraham/masscan)"u8.ToArray(),
        "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)"u8.ToArray(), "-"u8.ToArray(),
    ];

    private static readonly byte[][] s_referers =
    [
        "https://www.example.com/"u8.ToArray(), "https://www.example.com/search?q=shoes"u8.ToArray(), "https://www.example.com/cart"u8.ToArray(),
        "https://www.google.com/"u8.ToArray(), "https://www.bing.com/search?q=example+shop"u8.ToArray(), "https://t.co/a1b2c3d4e5"u8.ToArray(),
        "android-app://com.example.shop/"u8.ToArray(),
    ];

    private static readonly byte[][] s_attackPaths =
    [
        "/wp-content/plugins/"u8.ToArray(), "/wp-admin/includes/"u8.ToArray(), "/phpmyadmin/"u8.ToArray(), "/.git/objects/"u8.ToArray(), "/cgi-bin/"u8.ToArray(),
        "/vendor/phpunit/phpunit/src/"u8.ToArray(), "/actuator/"u8.ToArray(), "/backup/"u8.ToArray(), "/.env."u8.ToArray(), "/solr/admin/"u8.ToArray(),
        "/api/..%2f..%2f"u8.ToArray(), "/boaform/admin/"u8.ToArray(), "/index.php/"u8.ToArray(), "/owa/auth/"u8.ToArray(),
    ];

    private static readonly byte[][] s_attackEnds = [".php"u8.ToArray(), ".asp"u8.ToArray(), ".bak"u8.ToArray(), ".zip"u8.ToArray(), ""u8.ToArray(), "/shell"u8.ToArray()];

    private static readonly byte[][] s_texts =
    [
        "segfault in worker, restarting now"u8.ToArray(), "upstream prematurely closed connection while reading response header"u8.ToArray(),
        "the quick brown fox jumps over the lazy dog"u8.ToArray(), "OutOfMemoryError: Java heap space"u8.ToArray(),
    ];

    /// <summary>The user agent of a client: always the same.</summary>
    public static ReadOnlySpan<byte> UserAgent(ulong clientBits) => s_userAgents[s_userAgentTable.Draw(SplitMix64.Mix(clientBits + 7))];

    /// <summary>The user agent of an attacker.</summary>
    public static ReadOnlySpan<byte> AttackAgent(ulong clientBits) => s_attackAgents[(int)(clientBits % (ulong)s_attackAgents.Length)];

    /// <summary>Empty for about half of the lines.</summary>
    public static ReadOnlySpan<byte> Referer(ulong salt)
    {
        uint choice = SplitMix64.Scale((uint)(salt >> 16), (uint)s_referers.Length * 2);
        return choice < s_referers.Length ? s_referers[choice] : default;
    }

    /// <summary>A line that is no log line.</summary>
    public static ReadOnlySpan<byte> Text(ulong salt) => s_texts[(int)(salt % (ulong)s_texts.Length)];

    /// <summary>A path that nobody will ask for again: 40 random bits in letters that no id is made of.</summary>
    public static void WriteAttackPath(ref Utf8Out output, ulong salt)
    {
        ulong bits = SplitMix64.Mix(salt + 11);
        output.Append(s_attackPaths[(int)(bits % (ulong)s_attackPaths.Length)]);
        for (int i = 0; i < 8; i++)
        {
            output.Append("ghijklmnopqrstuvwxyzghijklmnopqr"u8[(int)((bits >> (20 + (i * 5))) & 31)]);
        }

        output.Append(s_attackEnds[(int)((bits >> 8) % (ulong)s_attackEnds.Length)]);
    }

    /// <summary>A query string without the question mark.</summary>
    public static void WriteQuery(ref Utf8Out output, ulong salt)
    {
        ulong bits = SplitMix64.Mix(salt + 13);
        output.Append((bits & 3) switch { 0 => "page="u8, 1 => "utm_source=news&utm_campaign="u8, 2 => "sort=price&offset="u8, _ => "v="u8 });
        output.AppendNumber((long)((bits >> 8) % 1000));
    }
}
