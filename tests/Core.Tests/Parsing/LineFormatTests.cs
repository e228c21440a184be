using System.Globalization;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing;

/// <summary>At least one real-looking line per format, and every odd one that servers write.</summary>
public sealed class LineFormatTests
{
    private const string Time = "2024-11-23T19:06:12.000Z";

    /// <summary>Line; kind; endpoint; status; latency in us; bytes; client; region; event time.</summary>
    public static TheoryData<string, string, string, int, long, long, string, string, string> Accepted => new()
    {
        // own JSON, aliases, every unit of latency, epoch times by size
        { """{"ts":"2024-11-23T19:06:12Z","ip":"10.1.2.3","region":"eu-west-1","method":"GET","endpoint":"/orders/42?x=1","status":200,"rt_ms":12.5,"bytes":512,"ua":"x","referer":"-","id":"a"}""", "Json", "GET /orders/{id}", 200, 12_500, 512, "10.1.2.3", "eu-west-1", Time },
        { """{"timestamp":1732388772,"method":"GET","path":"/","status":"204","response_time":1}""", "Json", "GET /", 204, 1_000, 0, "", "", Time },
        { """{"time":1732388772000,"method":"GET","url":"https://www.example.com/a/b?c","response":200,"duration":0.0004}""", "Json", "GET /a/b", 200, 0, 0, "", "", Time },
        { """{"@timestamp":"2024-11-23 19:06:12,000","method":"GET","uri":"/","code":200,"rt_us":7}""", "Json", "GET /", 200, 7, 0, "", "", Time },
        { """{"ts":1732388772000000,"method":"GET","endpoint":"/","status":200,"rt_s":"0.25"}""", "Json", "GET /", 200, 250_000, 0, "", "", Time },
        { """{"ts":1732388772000000000,"method":"GET","endpoint":"/","status":200,"rt_ms":-0}""", "Json", "GET /", 200, 0, 0, "", "", Time },
        // nginx escape=json: names by the alias table; host is the virtual host here
        { """{"time_iso8601":"2024-11-23T20:06:12+01:00","remote_addr":"2001:db8::1","host":"www.example.com","request":"POST /a HTTP/2.0","status":"201","request_time":"0.004","body_bytes_sent":"17","http_referer":"","upstream_response_time":"-"}""", "Json", "POST /a", 201, 4_000, 17, "2001:db8::1", "", Time },
        { """{"msec":"1732388772.000","remote_addr":"::1","request":"","status":"000","request_time":"0.000","bytes_sent":"0"}""", "Json", "(none)", 0, 0, 0, "::1", "", Time },
        // Kinesis Agent LOGTOJSON: all strings, null for "-"
        { """{"host":"64.242.88.10","ident":null,"authuser":null,"datetime":"23/Nov/2024:11:06:12 -0800","request":"GET /mailman/listinfo HTTP/1.1","response":"200","bytes":"6291"}""", "Json", "GET /mailman/listinfo", 200, -1, 6291, "64.242.88.10", "", Time },
        { """{"host":"64.242.88.10","datetime":"23/Nov/2024:11:06:12 -0800","request":null,"response":"408","bytes":null,"referrer":null,"agent":"x"}""", "Json", "(none)", 408, -1, 0, "64.242.88.10", "", Time },
        // flog json; fluent-bit (no time: the arrival)
        { """{"host":"81.1.2.3", "user-identifier":"-", "datetime":"23/Nov/2024:21:06:12 +0200", "method": "DELETE", "request": "/plug-and-play/e-enable", "protocol":"HTTP/2.0", "status":503, "bytes":17235, "referer": "https://x/"}""", "Json", "DELETE /plug-and-play/e-enable", 503, -1, 17235, "81.1.2.3", "", Time },
        { """{"remote":"192.0.2.9","host":"-","user":"-","method":"GET","path":"/health","code":"200","size":"2","referer":"-","agent":"x"}""", "Json", "GET /health", 200, -1, 2, "192.0.2.9", "", Time },
        // Apache common, combined, %D; nginx with request_time, upstream times, rt=
        { """127.0.0.1 - frank [23/Nov/2024:12:06:12 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326""", "Common", "GET /apache_pb.gif", 200, -1, 2326, "127.0.0.1", "", Time },
        { """127.0.0.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.0" 200 2326 1500""", "Common", "GET /", 200, 1_500, 2326, "127.0.0.1", "", Time },
        { """127.0.0.1 - - [23/Nov/2024:19:06:12 +0000] "GET /a.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)" """, "Combined", "GET /a.gif", 200, -1, 2326, "127.0.0.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "POST /api/v1/orders?id=7 HTTP/1.1" 201 87 "-" "curl/8.5.0" 0.123""", "Combined", "POST /api/v1/orders", 201, 123_000, 87, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /d HTTP/1.1" 200 87 "-" "curl/8.5.0" 15230""", "Combined", "GET /d", 200, 15_230, 87, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /u HTTP/1.1" 200 87 "-" "-" 0.200 -""", "Combined", "GET /u", 200, 200_000, 87, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /u HTTP/1.1" 200 87 "-" "-" 0.201 0.100, 0.101""", "Combined", "GET /u", 200, 201_000, 87, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /u HTTP/1.1" 200 87 "-" "-" "203.0.113.4, 10.0.0.1" 0.202""", "Combined", "GET /u", 200, 202_000, 87, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /u HTTP/1.1" 200 87 "-" "-" "-" uct="0.001" rt=0.203 urt="0.011" """, "Combined", "GET /u", 200, 203_000, 87, "192.0.2.1", "", Time },
        // ingress-nginx
        { """192.168.1.10 - - [23/Nov/2024:19:06:12 +0000] "GET /api HTTP/1.1" 200 512 "-" "okhttp" 412 0.035 [default-web-80] [] 10.2.3.4:8080 512 0.034 200 4c5a7c1e""", "IngressNginx", "GET /api", 200, 35_000, 512, "192.168.1.10", "", Time },
        // vhost first; user with a space; user@host; IPv6
        { """www.example.com:443 2001:db8::7 - - [23/Nov/2024:19:06:12 +0000] "GET /v HTTP/1.1" 200 5 "-" "-" """, "Combined", "GET /v", 200, -1, 5, "2001:db8::7", "", Time },
        { """2001:db8::443 - john doe [23/Nov/2024:19:06:12 +0000] "GET /v HTTP/1.1" 200 5""", "Common", "GET /v", 200, -1, 5, "2001:db8::443", "", Time },
        { """192.0.2.1 - user@example.com [23/Nov/2024:19:06:12 +0000] "GET /v HTTP/1.1" 304 - "" "" """, "Combined", "GET /v", 304, -1, 0, "192.0.2.1", "", Time },
        // empty request, "-", TLS junk, no method, escaped quotes, spaces in the target, HTTP/0.9, no status, cut off in the agent
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "" 400 0 "-" "-" """, "Combined", "(none)", 400, -1, 0, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "-" 408 - "-" "-" """, "Combined", "(none)", 408, -1, 0, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03" 400 157 "-" "-" """, "Combined", "(none)", 400, -1, 157, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "/no-method HTTP/1.1" 400 157 "-" "-" """, "Combined", "(none)", 400, -1, 157, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /say/\"hi\"\x20 HTTP/1.1" 200 1 "a \"b\" c" "d\\" 0.500""", "Combined", "GET /say/\"hi\"%20", 200, 500_000, 1, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /a b HTTP/1.1" 200 1""", "Common", "GET /a%20b", 200, -1, 1, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /old" 200 1""", "Common", "GET /old", 200, -1, 1, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /x HTTP/1.1" - 0 "-" "-" """, "Combined", "GET /x", 0, -1, 0, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /x HTTP/1.1" 499 0 "-" "Mozilla/5.0 (compatible; Googleb""", "Combined", "GET /x", 499, -1, 0, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "OPTIONS * HTTP/1.1" 200 0 "-" "-" """, "Combined", "OPTIONS *", 200, -1, 0, "192.0.2.1", "", Time },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "CONNECT www.example.com:443 HTTP/1.1" 405 0 "-" "-" """, "Combined", "CONNECT www.example.com:443", 405, -1, 0, "192.0.2.1", "", Time },
        // ALB: 29 fields, IPv6 client, later fields, -1 times, target without answer
        { """h2 2024-11-23T19:06:12.000000Z app/my-lb/50dc6c495c0c9188 [2001:db8::1]:2817 10.0.0.1:80 0.001 0.020 0.0005 200 200 34 366 "GET https://www.example.com:443/users/550e8400-e29b-41d4-a716-446655440000/x?y=1 HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x "Root=1-2" "www.example.com" "arn" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1 a b c d""", "Alb", "GET /users/{id}/x", 200, 21_500, 366, "[2001:db8::1]", "", Time },
        { """http 2024-11-23T19:06:12.000000Z app/my-lb/1 192.168.131.39:2817 - -1 -1 -1 503 - 34 366 "GET http://www.example.com:80/ HTTP/1.1" "-" - - - "-" "-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "-" "-" "-" "-" "-" """, "Alb", "GET /", 503, -1, 366, "192.168.131.39", "", Time },
        { """http 2024-11-23T19:06:12.000000Z app/my-lb/1 192.168.131.39:2817 - -1 -1 -1 400 - 0 288 "- http://my-lb.elb.amazonaws.com:80- -" "-" - - - "-" "-" "-" - 2018-11-30T22:22:48.364000Z "-" "-" "-" "-" "-" "-" "-" """, "Alb", "(none)", 400, -1, 288, "192.168.131.39", "", Time },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Parse_LineOfEveryFormat_GivesItsFields(
        string line, string kind, string endpoint, int status, long latencyUs, long bytes, string client, string region, string time)
    {
        var parser = new LineParser(new ParserOptions());
        LogRecord record = default;
        RejectReason reason = parser.Parse(Encoding.UTF8.GetBytes(line), Ms(Time), ref record);

        Assert.Equal(RejectReason.None, reason);
        Assert.Equal(kind, parser.Kind.ToString());
        Assert.Equal(endpoint, Endpoint(record));
        Assert.Equal(status, record.Status);
        Assert.Equal(latencyUs, record.LatencyUs);
        Assert.Equal(bytes, record.ResponseBytes);
        Assert.Equal(client, Encoding.UTF8.GetString(record.Client));
        Assert.Equal(region, Encoding.UTF8.GetString(record.Region));
        Assert.Equal(Ms(time), record.TimestampMs);
    }

    [Theory]
    [InlineData("region", "[]")]
    [InlineData("ip", "false")]
    [InlineData("method", "{}")]
    [InlineData("duration", "{}")]
    [InlineData("size", "[1]")]
    public void Parse_ValueOfTheWrongType_IsPassedOverWhereTheFieldMayBeMissing(string field, string value)
    {
        LogRecord record = default;
        byte[] line = Encoding.UTF8.GetBytes("{\"ts\":1732388772,\"status\":200,\"endpoint\":\"/\",\"" + field + "\":" + value + "}");
        Assert.Equal(RejectReason.None, new LineParser(new ParserOptions()).Parse(line, -1, ref record));
        Assert.Equal("0 -1 0 0 0", $"{record.Client.Length} {record.LatencyUs} {record.ResponseBytes} {record.Region.Length} {record.Method.Length}");
    }

    /// <summary>Line; reason; the text under the caret.</summary>
    public static TheoryData<string, RejectReason, string> Rejected => new()
    {
        { "a line of prose", RejectReason.LineUnrecognized, "" },
        { "word", RejectReason.LineUnrecognized, "" },
        { """192.0.2.1 - - [23/Nov/2024:19:06] "GET / HTTP/1.1" 200 1""", RejectReason.TimestampInvalid, "23/Nov/2024:19:06" },
        { """192.0.2.1 - - [31/Feb/2024:19:06:12 +0000] "GET / HTTP/1.1" 200 1""", RejectReason.TimestampInvalid, "31/Feb/2024:19:06:12 +0000" },
        { """192.0.2.1 - - [23/Nov/1969:19:06:12 +0000] "GET / HTTP/1.1" 200 1""", RejectReason.TimestampOutOfRange, "23/Nov/1969:19:06:12 +0000" },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.1" abc 1""", RejectReason.StatusInvalid, "abc" },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.1" 1000 1""", RejectReason.StatusInvalid, "1000" },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.1" 200 1k""", RejectReason.BytesInvalid, "1k" },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.1" 200 99999999999999""", RejectReason.BytesOutOfRange, "99999999999999" },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.1" 200 1 "-" "-" 9999999.500""", RejectReason.LatencyOutOfRange, "9999999.500" },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTTP/1.1" 200""", RejectReason.LineTruncated, "" },
        { """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET / HTT""", RejectReason.LineTruncated, "\"GET / HTT" },
        { """{"ts":"yesterday","endpoint":"/","status":200}""", RejectReason.TimestampInvalid, "yesterday" },
        { """{"ts":null,"endpoint":"/","status":200}""", RejectReason.TimestampMissing, "" },
        { """{"ts":"","endpoint":"/","status":200}""", RejectReason.TimestampMissing, "" },
        { """{"ts":-5,"endpoint":"/","status":200}""", RejectReason.TimestampOutOfRange, "-5" },
        { """{"ts":1732388772,"endpoint":"/"}""", RejectReason.StatusMissing, "" },
        { """{"ts":1732388772,"endpoint":"/","status":"OK"}""", RejectReason.StatusInvalid, "OK" },
        { """{"ts":1732388772,"endpoint":"/","status":200.5}""", RejectReason.StatusInvalid, "200.5" },
        { """{"ts":1732388772,"endpoint":"/","status":true}""", RejectReason.StatusInvalid, "true" },
        { """{"ts":1732388772,"status":200}""", RejectReason.EndpointMissing, "" },
        { """{"ts":1732388772,"status":200,"endpoint":{"a":1}}""", RejectReason.EndpointInvalid, """{"a":1}""" },
        { """{"ts":1732388772,"status":200,"endpoint":"/","rt_ms":"NaN"}""", RejectReason.LatencyInvalid, "NaN" },
        { """{"ts":1732388772,"status":200,"endpoint":"/","rt_ms":-1}""", RejectReason.LatencyInvalid, "-1" },
        { """{"ts":1732388772,"status":200,"endpoint":"/","rt_ms":1e300}""", RejectReason.LatencyOutOfRange, "1e300" },
        { """{"ts":1732388772,"status":200,"endpoint":"/","bytes":1.5}""", RejectReason.BytesInvalid, "1.5" },
        { """{"ts":1732388772,"status":200,"endpoint":"/","bytes":123456789012345678901234567890}""", RejectReason.BytesOutOfRange, "123456789012345678901234567890" },
        { """{"ts":1732388772,"status":200,"endpoint":"/","a":NaN}""", RejectReason.JsonInvalid, "" },
        { """{"ts":1732388772,"status":0200,"endpoint":"/"}""", RejectReason.JsonInvalid, "" },
        { """{"ts":1732388772,"status":200,"endpoint":"/","ua":"a "b" c"}""", RejectReason.JsonInvalid, "" },
        { """{"ts":1732388772,"status":200,"endpoint":"/",}""", RejectReason.JsonInvalid, "" },
        { """{"ts":1732388772,"status":200,"endpoint":"/""", RejectReason.JsonInvalid, "" },
        { """{"ts":1732388772,"status":200,"endpoint":"/"} x""", RejectReason.JsonInvalid, "" },
        { """https 2024-11-23T19:06:12Z app/my-lb/1 192.168.131.39:2817 - 0.1""", RejectReason.LineTruncated, "" },
        { """https 2024-11-23 app/my-lb/1 192.168.131.39:2817 - -1 -1 -1 503 - 34 366 "GET http://x:80/ HTTP/1.1" "-" """, RejectReason.TimestampInvalid, "2024-11-23" },
        { "1616435217.404\t203.0.113.7\t200", RejectReason.LineFieldCount, "1616435217.404\t203.0.113.7\t200" },
    };

    [Theory]
    [MemberData(nameof(Rejected))]
    public void Parse_BadLine_NamesFieldAndKindAndPlace(string line, RejectReason reason, string field)
    {
        var parser = new LineParser(new ParserOptions());
        LogRecord record = default;
        byte[] bytes = Encoding.UTF8.GetBytes(line);

        Assert.Equal(reason, parser.Parse(bytes, Ms(Time), ref record));
        Assert.Equal(field, Encoding.UTF8.GetString(bytes.AsSpan(parser.RejectedAt.Offset, parser.RejectedAt.Length)));
    }

    private static string Endpoint(LogRecord record)
    {
        var templater = new EndpointTemplater(new EndpointOptions());
        byte[] endpoint = new byte[templater.MaxEndpointBytes];
        return Encoding.UTF8.GetString(endpoint, 0, templater.Write(record.Method, record.Target, endpoint));
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
