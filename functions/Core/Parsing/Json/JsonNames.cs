using static LogFunctions.Core.Parsing.JsonField;
using static LogFunctions.Core.Parsing.JsonKeyFlags;
using static LogFunctions.Core.Parsing.JsonUnit;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// What people call the fields, the surest first: the order of trust. Names of inner objects are written with points, whether the log
/// nests them or writes the points itself. docs/formats.md has the same table.
/// </summary>
internal static class JsonNames
{
    /// <summary>Names that <c>FIELD_ALIASES</c> may point to.</summary>
    public static readonly (string Name, JsonField Field, JsonUnit Unit)[] Own =
    [
        ("ts", Timestamp, None_), ("ip", Client, None_), ("region", Region, None_), ("method", Method, None_),
            ("endpoint", Endpoint, None_),
        ("request", Request, None_), ("status", Status, None_), ("bytes", Bytes, None_),
        ("rt_ms", Latency, Milliseconds), ("rt_us", Latency, Microseconds), ("rt_s", Latency, Seconds), ("rt_ns", Latency, Nanoseconds),
    ];

    /// <summary>Names with no doubt, spelled exactly so.</summary>
    public static readonly (string Names, JsonField Field, JsonUnit Unit, JsonKeyFlags Flags)[] Exact =
    [
        ("timestamp,time,@timestamp,datetime,time_iso8601,msec,time_local,timestamp(ms)", Timestamp, None_, Sure),
        ("requestTime,requestTimeEpoch,start_time,started_at,@t,__REALTIME_TIMESTAMP,_SOURCE_REALTIME_TIMESTAMP", Timestamp, None_,
            JsonKeyFlags.None),
        ("remote_addr,client_ip,clientip,remote,c-ip,client", Client, None_, JsonKeyFlags.None),
        ("c-country,x-edge-location", Region, None_, JsonKeyFlags.None),
        ("request_method,http_method,cs-method", Method, None_, JsonKeyFlags.None),
        ("resourcePath", Endpoint, None_, JsonKeyFlags.None),
        ("path", Endpoint, None_, MayBeFile),
        ("request_uri,uri,url,cs-uri-stem", Endpoint, None_, JsonKeyFlags.None),
        ("req,routeKey", Request, None_, JsonKeyFlags.None),
        ("status_code,sc-status,elb_status_code", Status, None_, Sure),
        ("request_time", Latency, Seconds, Sure),
        ("Duration", Latency, GoDuration, JsonKeyFlags.None),
        ("event.duration", Latency, Nanoseconds, Sure),
        ("time-taken", Latency, DecimalSecondsOrMilliseconds, Sure),
        ("response_time_ms,duration_ms,latency_ms", Latency, Milliseconds, Sure),
        ("responseTime,response-time,Elapsed,responseLatency,latencies.request", Latency, Milliseconds, JsonKeyFlags.None),
        ("time_elapsed", Latency, Microseconds, JsonKeyFlags.None),
        ("response_time,duration,responsetime,resp_time", Latency, NginxOrMilliseconds, Sure),
        ("body_bytes_sent,bytes_sent,size,sc-bytes,sent_bytes", Bytes, None_, Sure),
        ("log,message,MESSAGE,data", Envelope, None_, JsonKeyFlags.None),
        ("content_length,http_content_length,event.code,event.severity,request.size,request.bytes,request.contentLength", Ignored, None_,
            JsonKeyFlags.None),
    ];

    /// <summary>
    /// Names whose case, dashes and underscores do not matter: <c>statuscode</c> is also <c>StatusCode</c> and <c>status-code</c>.
    /// </summary>
    public static readonly (string Names, JsonField Field, JsonUnit Unit, JsonKeyFlags Flags)[] Any =
    [
        ("timestampms,timems,edgeendtimestamp,starttime,startutc,startlocal,eventtime,accesstime,requesttimestamp,logtime,asctime,"
            + "datetimeutc,timeutc,timeiso,"
            + "timelocal,timeiso8601,servertime,createdat,event.created,edgestarttimestamp,startedat,requesttimeepoch,"
            + "requestcontext.requesttimeepoch,requestcontext.timeepoch,"
            + "timestamp,time,datetime", Timestamp, None_, JsonKeyFlags.None),
        ("ts", Timestamp, None_, Epoch),
        ("clienthost,remoteipaddress,clientipaddress,sourceipport,clientaddr,clientaddress,remoteip,remoteaddr,remoteaddress,"
            + "remotehost,cip,clientip,sourceip,sourceipaddress,address,ip,"
            + "downstreamremoteaddress,downstreamdirectremoteaddress,request.clientip,request.remoteip,request.remoteaddr,"
            + "request.remoteaddress,request.remoteipaddress,request.ip,req.remoteaddress,req.remoteip,req.ip,"
            + "client.ip,client.address,source.ip,source.address,http.clientip,network.client.ip,net.peer.ip,net.sock.peer.addr,"
            + "network.peer.address,identity.sourceip,requestcontext.identity.sourceip,"
            + "requestcontext.http.sourceip,httprequest.remoteip,httprequest.clientip,realip,xrealip,httpxrealip,httpxforwardedfor,"
            + "xforwardedfor,xff,forwardedfor", Client, None_, JsonKeyFlags.None),
        ("host", Client, None_, OnlyAddress),
        ("geocountrycode,geocountry,country,countrycode,clientcountry,ccountry,xedgelocation,edgecolocode,cfipcountry,"
            + "client.geo.countryisocode,source.geo.countryisocode,geoip.countryisocode,"
            + "geoip.countrycode2,geoip.geo.countryisocode,geo.country,httprequest.country", Region, None_, JsonKeyFlags.None),
        ("verb,httpmethod,requestmethod,clientrequestmethod,csmethod,reqmethod,http.request.method,http.method,request.method,"
            + "req.method,httprequest.requestmethod,httprequest.httpmethod,"
            + "requestcontext.http.method,requestcontext.httpmethod,nginx.access.method,apache2.access.method,apache.access.method,"
            + "traefik.access.method", Method, None_, JsonKeyFlags.None),
        ("url.path,url.original,url.full,http.target,http.urldetails.path,http.url,http.path,http.uri,request.uri,request.path,"
            + "request.url,request.target,request.originalurl,req.originalurl,req.url,req.path,req.uri,"
            + "requestpath,requesturi,requesturl,clientrequesturi,clientrequestpath,csuristem,originalurl,httppath,httpurl,rawpath,"
            + "urlpath,httprequest.requesturl,httprequest.uri,"
            + "requestcontext.http.path,requestcontext.path,http.route,nginx.access.url,apache2.access.url,apache.access.url,"
            + "traefik.access.url,target", Endpoint, None_, JsonKeyFlags.None),
        ("requestline,reqline,httprequest,httprequestline,firstline,requestfirstline,routekey,requestcontext.routekey,request.line",
            Request, None_, JsonKeyFlags.None),
        ("statuscode,responsestatus,responsecode,responsestatuscode,httpstatus,httpstatuscode,httpcode,httpresponsecode,respstatus,"
            + "resstatus,scstatus,elbstatuscode,edgeresponsestatus,"
            + "http.response.statuscode,http.statuscode,http.status,response.status,response.statuscode,response.code,res.statuscode,"
            + "res.status,httprequest.status,"
            + "nginx.access.responsecode,apache2.access.responsecode,apache.access.responsecode,traefik.access.responsecode", Status,
                None_, JsonKeyFlags.None),
        ("downstreamstatus,originstatus,origindownstreamstatus", Status, None_, Nanos),
        ("response,code", Status, None_, Sure),
        ("latencyhuman,durationhuman,httprequest.latency", Latency, Written, JsonKeyFlags.None),
        ("responsetime,requestcontext.responselatency,elapsedmillis", Latency, Milliseconds, JsonKeyFlags.None),
        ("timetaken", Latency, DecimalSeconds, JsonKeyFlags.None),
        ("http.server.request.duration,http.server.duration", Latency, DecimalSeconds, JsonKeyFlags.None),
        ("latency,elapsed,took,responseduration,requestduration,elapsedtime,processtime,processingtime,totaltime,executiontime,"
            + "exectime,http.duration,request.duration,response.duration,req.duration,res.duration", Latency, Written, JsonKeyFlags.None),
        ("bodybytes,respbodysize,responsebodysize,responsebodybytes,responsesize,responselength,responsebytes,respsize,respbytes,"
            + "contentlength,bytesout,bytessent,sentbytes,bodybytessent,scbytes,outbytes,downstreamcontentsize,"
            + "edgeresponsebytes,http.response.body.bytes,http.response.body.size,http.response.bytes,http.response.size,"
            + "http.responsecontentlength,network.byteswritten,"
            + "response.size,response.bytes,response.bodysize,response.contentlength,response.length,res.size,res.contentlength,"
            + "res.headers.contentlength,response.headers.contentlength,httprequest.responsesize,"
            + "nginx.access.bodysent.bytes,apache2.access.bodysent.bytes", Bytes, None_, JsonKeyFlags.None),
        ("date", JsonField.Date, None_, JsonKeyFlags.None),
        ("level,lvl,loglevel", Ignored, None_, Level),
        ("msg", Envelope, None_, Msg),
        ("http.urldetails.host,dd.traceid", Ignored, None_, Nanos),
        ("line,event.original,event,body,textpayload,payload,raw,@message,content,fullmessage,shortmessage,original", Envelope, None_,
            JsonKeyFlags.None),
    ];

    /// <summary>With a unit at their end (<c>duration_ms</c>, <c>elapsedMilliseconds</c>) they leave no doubt.</summary>
    public static readonly string[] Durations =
    [
        "rt", "duration", "latency", "elapsed", "elapsedtime", "responsetime", "resptime", "requesttime", "reqtime", "timetaken",
        "processtime", "processingtime", "requestduration", "responseduration",
        "totaltime", "exectime", "executiontime", "runtime", "took", "event.duration", "http.duration", "http.server.duration",
        "request.duration", "response.duration", "http.responsetime", "totalduration",
    ];

    public static readonly (string Suffixes, JsonUnit Unit)[] Suffixes =
    [
        ("ms,msec,msecs,millis,millisec,millisecs,millisecond,milliseconds,inms,inmillis", Milliseconds),
        ("us,usec,usecs,micros,microsec,microsecs,microsecond,microseconds,inus", Microseconds),
        ("ns,nsec,nsecs,nanos,nanosec,nanosecs,nanosecond,nanoseconds,inns", Nanoseconds),
        ("s,sec,secs,second,seconds,inseconds", Seconds),
    ];

    /// <summary>Objects that only wrap a line's fields: what is in them counts as if it stood outside, but less surely.</summary>
    public static readonly string[] Wrappers =
    [
        "log", "message", "data", "event", "attributes", "properties", "fields", "jsonpayload", "logprocessed", "meta", "metadata",
        "payload", "json", "body", "record", "parsed", "state", "context",
        "extra", "access", "accesslog", "httplog", "accessinfo", "detail", "details", "mdc", "msg", "nginx", "apache", "httprequest",
        "http", "nginx.access", "apache.access",
    ];

    // The names above are used without their type; "None" alone would be two things.
    private const JsonUnit None_ = JsonUnit.None;
}
