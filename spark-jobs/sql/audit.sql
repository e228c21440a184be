-- Where the windows are not what the lines add up to: no row = exact. Reads lines, the one-row view period(lo, hi) and
-- rows(window_start, dimension, value, requests, bytes, latency_count, latency_sum_us): minute windows, the segments of all shards added up or not.
-- lo and hi are to be whole minutes. Rejected lines count by arrival: where some have none (a log that comes from no archive), all are compared over the
-- period. In a window that folded keys into (other), the keys of that dimension are compared together.
with timeless as (
    select count(*) as lines from lines where startswith(lines.verdict, 'rejected:') and lines.second is null
),
accepted as (
    select
        lines.second - lines.second % 60 as window_start, lines.endpoint as endpoint, lines.region as region,
        lpad(cast(lines.status as string), 3, '0') as status, lines.bytes as bytes, lines.latency_us as latency_us
    from lines
    cross join period
    where lines.verdict = 'accepted' and lines.second >= period.lo and lines.second < period.hi
),
keyed as (
    select window_start, 'all' as dimension, '*' as value, bytes, latency_us from accepted
    union all
    select window_start, 'endpoint' as dimension, endpoint as value, bytes, latency_us from accepted
    union all
    select window_start, 'region' as dimension, region as value, bytes, latency_us from accepted
    union all
    select window_start, 'status' as dimension, status as value, bytes, latency_us from accepted
),
line_cells as (
    select
        window_start, dimension, value, cast(count(*) as bigint) as requests, cast(sum(bytes) as bigint) as bytes,
        cast(count(latency_us) as bigint) as latency_count, cast(coalesce(sum(latency_us), 0) as bigint) as latency_sum_us
    from keyed
    group by window_start, dimension, value
    union all
    select
        if(timeless.lines > 0, period.lo, lines.second - lines.second % 60) as window_start, 'reject' as dimension, substring(lines.verdict, 10) as value,
        cast(count(*) as bigint) as requests, cast(0 as bigint) as bytes, cast(0 as bigint) as latency_count, cast(0 as bigint) as latency_sum_us
    from lines
    cross join period
    cross join timeless
    where startswith(lines.verdict, 'rejected:') and (timeless.lines > 0 or (lines.second >= period.lo and lines.second < period.hi))
    group by if(timeless.lines > 0, period.lo, lines.second - lines.second % 60), substring(lines.verdict, 10)
),
row_cells as (
    select
        if(rows.dimension = 'reject' and timeless.lines > 0, period.lo, rows.window_start) as window_start, rows.dimension as dimension, rows.value as value,
        rows.requests as requests, rows.bytes as bytes, rows.latency_count as latency_count, rows.latency_sum_us as latency_sum_us
    from rows
    cross join period
    cross join timeless
    where rows.window_start >= period.lo and rows.window_start < period.hi
),
folded as (
    select window_start, dimension, cast(1 as bigint) as is_folded from row_cells where value = '(other)' group by window_start, dimension
),
expected as (
    select
        line_cells.window_start as window_start, line_cells.dimension as dimension, if(folded.is_folded = 1, '(all keys)', line_cells.value) as value,
        cast(sum(line_cells.requests) as bigint) as requests, cast(sum(line_cells.bytes) as bigint) as bytes,
        cast(sum(line_cells.latency_count) as bigint) as latency_count, cast(sum(line_cells.latency_sum_us) as bigint) as latency_sum_us
    from line_cells
    left join folded on line_cells.window_start = folded.window_start and line_cells.dimension = folded.dimension
    group by line_cells.window_start, line_cells.dimension, if(folded.is_folded = 1, '(all keys)', line_cells.value)
),
found as (
    select
        row_cells.window_start as window_start, row_cells.dimension as dimension, if(folded.is_folded = 1, '(all keys)', row_cells.value) as value,
        cast(sum(row_cells.requests) as bigint) as requests, cast(sum(row_cells.bytes) as bigint) as bytes,
        cast(sum(row_cells.latency_count) as bigint) as latency_count, cast(sum(row_cells.latency_sum_us) as bigint) as latency_sum_us
    from row_cells
    left join folded on row_cells.window_start = folded.window_start and row_cells.dimension = folded.dimension
    group by row_cells.window_start, row_cells.dimension, if(folded.is_folded = 1, '(all keys)', row_cells.value)
)
select
    coalesce(expected.window_start, found.window_start) as window_start,
    coalesce(expected.dimension, found.dimension) as dimension,
    coalesce(expected.value, found.value) as value,
    coalesce(expected.requests, 0) as lines,
    coalesce(found.requests, 0) as counted,
    case
        when coalesce(found.requests, 0) < coalesce(expected.requests, 0) then 'missing'
        when coalesce(found.requests, 0) > coalesce(expected.requests, 0) then 'doubled'
        else 'other sums'
    end as verdict
from expected
full join found
    on expected.window_start = found.window_start and expected.dimension = found.dimension and expected.value = found.value
where coalesce(expected.requests, 0) <> coalesce(found.requests, 0)
    or coalesce(expected.bytes, 0) <> coalesce(found.bytes, 0)
    or coalesce(expected.latency_count, 0) <> coalesce(found.latency_count, 0)
    or coalesce(expected.latency_sum_us, 0) <> coalesce(found.latency_sum_us, 0)
order by window_start asc nulls last, dimension asc nulls last, value asc nulls last
