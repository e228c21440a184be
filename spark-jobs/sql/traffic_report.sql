-- What every endpoint did in a period. Reads lines and the one-row view period(lo, hi): seconds, hi not included.
select
    lines.endpoint as endpoint,
    cast(count(*) as bigint) as requests,
    cast(count(*) filter (where lines.status >= 400 and lines.status < 500) as bigint) as errors_4xx,
    cast(count(*) filter (where lines.status >= 500 and lines.status < 600) as bigint) as errors_5xx,
    cast(sum(lines.bytes) as bigint) as bytes,
    cast(count(distinct lines.client) as bigint) as clients,
    cast(count(lines.latency_us) as bigint) as timed,
    cast(percentile_cont(0.5) within group (order by lines.latency_us) as double) as p50_us,
    cast(percentile_cont(0.95) within group (order by lines.latency_us) as double) as p95_us,
    cast(percentile_cont(0.99) within group (order by lines.latency_us) as double) as p99_us,
    cast(max(lines.latency_us) as bigint) as max_us
from lines
cross join period
where lines.verdict = 'accepted' and lines.second >= period.lo and lines.second < period.hi
group by lines.endpoint
order by requests desc nulls last, endpoint asc nulls last
