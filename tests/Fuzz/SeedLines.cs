using LogFunctions.Fuzz.RoundTrip;

namespace LogFunctions.Fuzz;

/// <summary>Real-looking lines of every format: what mutations start from, and what the corpus holds.</summary>
internal static class SeedLines
{
    private const string CloudFrontRealtime43 =
        "1616435217.404\t203.0.113.7\t0.002\t200\t16343\tGET\thttps\twww.example.com\t/favicon.ico?v=2\t147\tFRA50-C1\t"
        + "Ux2b0kYvCqo7Gt3h7nM2_w==\tdxxx.cloudfront.net\t0.003\tHTTP/2.0\tIPv4\tMozilla/5.0%20(X11)\thttps://www.example.com/\t-\t"
        + "v=2\tHit\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\t-\t-\timage/x-icon\t1150\t-\t-\t47822\tHit\tDE\tgzip,%20br\t*/*\t*\t"
        + "Host:www.example.com%0A\tHost%0AUser-Agent\t2\t0.001\t0.002\t3320";

    /// <summary>69 columns: the 43 and those that came later, empty.</summary>
    private static readonly string s_cloudFrontRealtime69 = string.Join('\t', CloudFront69());

    public static IReadOnlyList<string> All { get; } =
    [
        // own JSON and aliases
        """{"ts":"2024-11-23T19:06:12.123Z","ip":"10.1.2.3","region":"eu-west-1","method":"GET","endpoint":"/orders/42?x=1","status":200,"rt_ms":12.5,"bytes":512,"ua":"Mozilla/5.0","referer":"-","id":"a1"}""",
        """{"time_iso8601":"2024-11-23T20:06:12+01:00","remote_addr":"2001:db8::1","request_method":"POST","request_uri":"/a/b","status":"201","request_time":"0.004","body_bytes_sent":"17","http_user_agent":"x \"y\" \\ z"}""",
        """{ "msec" : 1732388772.123 , "client_ip" : "::1" , "uri" : "/\u00e4\ud83d\ude00" , "method" : "PUT" , "code" : 404 , "tags" : [ 1 , {"a":null} ] , "ok" : true }""",
        // Kinesis Agent LOGTOJSON, flog, fluent-bit
        """{"host":"64.242.88.10","ident":null,"authuser":null,"datetime":"07/Mar/2004:16:10:02 -0800","request":"GET /mailman/listinfo/hsdivision HTTP/1.1","response":"200","bytes":"6291","referer":"-","agent":"Mozilla/4.6"}""",
        """{"host":"81.1.2.3", "user-identifier":"-", "datetime":"21/Aug/2023:10:00:01 +0200", "method": "DELETE", "request": "/plug-and-play/e-enable", "protocol":"HTTP/2.0", "status":503, "bytes":17235, "referer": "https://www.example.com/"}""",
        """{"remote":"192.0.2.9","host":"-","user":"-","method":"GET","path":"/health","code":"200","size":"2","referer":"-","agent":"kube-probe/1.29"}""",
        // nested: Caddy, ECS, pino, Google Cloud; two values for a field; a date and a time of day
        """{"level":"info","ts":1731084144.3270802,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.1","proto":"HTTP/2.0","method":"POST","host":"example.com","uri":"/a?x=1","headers":{"Accept":["*/*"]}},"duration":0.024323,"size":7,"status":308,"resp_headers":{}}""",
        """{"@timestamp":"2024-10-10T11:55:36.000Z","http":{"request":{"method":"GET"},"response":{"status_code":200,"body":{"bytes":12}}},"url":{"path":"/a"},"event":{"duration":123000000},"client":{"ip":"192.0.2.1"},"host":{"name":"web1"}}""",
        """{"level":30,"time":1728561336000,"req":{"id":1,"method":"GET","url":"/a","headers":{"host":"x"},"remoteAddress":"192.0.2.1"},"res":{"statusCode":200},"responseTime":12,"msg":"request completed"}""",
        """{"timestamp":"2024-10-10T11:55:36.123456Z","httpRequest":{"requestMethod":"GET","requestUrl":"https://example.com/a","status":200,"responseSize":"512","remoteIp":"192.0.2.1:80","latency":"0.123456s"}}""",
        """{"@timestamp":"2024-10-10 13:55:36 +0200","time":"0.005","status":"ok","status_code":"404 Not Found","uri":"/index.php","request":"GET /blog HTTP/1.1","path":"/var/log/x.log","response_time":"0.001, 0.002","duration":"24.3ms"}""",
        """{"date":"2024-11-12","time":"22:50:11","x-edge-location":"SFO53-P7","sc-bytes":"900","c-ip":"192.0.2.1","cs-method":"GET","cs(Host)":"d1.cloudfront.net","cs-uri-stem":"/index.html","sc-status":"200","time-taken":"0.013"}""",
        // a line within a line
        """{"log":"192.0.2.1 - - [13/Jun/2024:13:23:00 +0000] \"POST /a HTTP/1.1\" 400 12 \"-\" \"XTC\"\n","stream":"stdout","time":"2024-06-13T13:23:00.637148845Z"}""",
        """{"message":"{\"method\":\"GET\",\"path\":\"/a\",\"status\":200,\"request_time\":0.010}","timestamp":"2024-10-10T11:55:40.1Z"}""",
        """<134>1 2024-10-10T11:55:40.000Z web1 nginx 9 - [meta id="1"] {"time":"2024-10-10T11:55:36Z","method":"GET","path":"/a","status":200}""",
        """2024-10-10T11:55:36.123456789Z stdout F 192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] "GET /a HTTP/1.1" 200 12 "-" "curl" 0.012""",
        """<190>Oct 10 11:55:36 web1 nginx: 192.0.2.1 - - [10/Oct/2024:13:55:36 +0200] "GET /a HTTP/1.1" 200 12 "-" "curl" """.TrimEnd(),
        // Apache and nginx
        """127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326""",
        """127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)" """.TrimEnd(),
        """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "POST /api/v1/orders?id=7 HTTP/1.1" 201 87 "-" "curl/8.5.0" 0.123""",
        """192.0.2.1 - - [23/Nov/2024:19:06:12 +0000] "GET /d HTTP/1.1" 200 87 "-" "curl/8.5.0" 15230""",
        """192.0.2.1 - user@example.com [23/Nov/2024:19:06:12 +0000] "GET /x HTTP/2.0" 304 0 "-" "-" "203.0.113.4, 10.0.0.1" rt=0.012 uct="0.000" urt="0.011, -" """.TrimEnd(),
        """www.example.com:443 2001:db8::7 - john doe [23/Nov/2024:19:06:12 +0100] "GET /vhost/0123456789abcdef0 HTTP/1.1" 200 - "-" "a \"quoted\" agent" """.TrimEnd(),
        """::1 - - [23/Nov/2024:19:06:12 +0000] "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03" 400 157 "-" "-" """.TrimEnd(),
        """198.51.100.3 - - [23/Nov/2024:19:06:12 +0000] "-" 408 - "-" "-" """.TrimEnd(),
        """198.51.100.3 - - [23/Nov/2024:19:06:12 +0000] "" 000 0 "" "" """.TrimEnd(),
        """192.168.1.10 - - [23/Nov/2024:19:06:12 +0000] "GET /api HTTP/1.1" 200 512 "-" "okhttp" 412 0.035 [default-web-80] [] 10.2.3.4:8080 512 0.034 200 4c5a7c1e""",
        // ALB
        """h2 2018-07-02T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 [2001:db8::1]:2817 10.0.0.1:80 0.001 0.020 0.000 200 200 34 366 "GET https://www.example.com:443/users/550e8400-e29b-41d4-a716-446655440000/x?y=1 HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/t/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "www.example.com" "arn:aws:acm:us-east-2:1:certificate/1" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1""",
        """http 2018-11-30T22:23:00.186641Z app/my-lb/50dc6c495c0c9188 192.168.131.39:2817 - -1 -1 -1 400 - 0 288 "- http://my-lb-1.us-east-2.elb.amazonaws.com:80- -" "-" - - - "-" "-" "-" - 2018-11-30T22:22:48.364000Z "-" "-" "-" "-" "-" "-" "-" """.TrimEnd(),
        // CloudFront
        CloudFrontRealtime43,
        s_cloudFrontRealtime69,
        "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0%20(Windows)\t-\t-\tHit\tSOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ==\td111111abcdef8.cloudfront.net\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-",
        // text formats that are read by a directive, or as named values
        .. WrittenFormat.All.Where(format => format.Header.Length == 0)
            .Select(format => format.Write(new WrittenRequest(1_728_561_336_310, "192.0.2.1", "GET", "/a/42?b=c", 200, 226_000, 512))),
        // nothing known
        "a line of prose, which no server would write",
        "[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] client denied by server configuration",
    ];

    private static IEnumerable<string> CloudFront69()
    {
        List<string> columns = CloudFrontRealtime43.Split('\t').ToList();
        columns.Insert(2, "10.9.8.7"); // s-ip
        columns.InsertRange(41, ["E1ABC", "dxxx.cloudfront.net"]); // primary distribution, after cs-headers-count
        return columns.Concat(Enumerable.Repeat("-", 69 - columns.Count));
    }
}
