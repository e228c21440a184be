-- What is normal for an endpoint in each hour of the week (0 = Monday 00:00 UTC). Reads lines and the one-row view period(lo, hi).
-- Hours without a request of an endpoint are not in it: how often the hour was seen says how sure the figures are.
with hourly as (
    select
        lines.endpoint as endpoint,
        lines.second - lines.second % 3600 as hour_start,
        cast(count(*) as bigint) as requests,
        cast(count(*) filter (where lines.status >= 500 and lines.status < 600) as bigint) as errors_5xx,
        cast(percentile_cont(0.95) within group (order by lines.latency_us) as double) as p95_us
    from lines
    cross join period
    where lines.verdict = 'accepted' and lines.second >= period.lo and lines.second < period.hi
    group by lines.endpoint, lines.second - lines.second % 3600
)
select
    endpoint,
    (cast(hour_start / 3600 as bigint) + 72) % 168 as hour_of_week,
    cast(count(*) as bigint) as hours_seen,
    cast(percentile_cont(0.5) within group (order by requests) as double) as requests_median,
    cast(percentile_cont(0.05) within group (order by requests) as double) as requests_low,
    cast(percentile_cont(0.95) within group (order by requests) as double) as requests_high,
    cast(sum(errors_5xx) as bigint) as errors_5xx,
    cast(percentile_cont(0.5) within group (order by p95_us) as double) as p95_us_median
from hourly
group by endpoint, (cast(hour_start / 3600 as bigint) + 72) % 168
order by endpoint asc nulls last, hour_of_week asc nulls last
