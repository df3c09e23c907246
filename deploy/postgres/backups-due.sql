-- From pgBackRest's own account of its storage: when the last backup and the last full one ended, their size, and which kind is due.
-- Full each week and differential each day, at the hour; whatever was missed, and a gap in the WAL, is made good at once.
\getenv info BACKUP_INFO
\getenv hour BACKUP_HOUR
\getenv gap WAL_GAP_AT
WITH backup AS (
    SELECT entry ->> 'type' AS type,
           (entry #>> '{timestamp,start}')::bigint AS began,
           (entry #>> '{timestamp,stop}')::bigint AS ended,
           (entry #>> '{info,repository,delta}')::bigint AS size
    FROM json_array_elements(:'info'::json #> '{0,backup}') AS entry
), state AS (
    SELECT coalesce(max(ended), 0) AS last,
           coalesce(max(ended) FILTER (WHERE type = 'full'), 0) AS last_full,
           coalesce(sum(size), 0) AS size,
           coalesce(:'gap'::bigint > max(began), false) AS gap,
           extract(epoch FROM now())::bigint AS now,
           extract(hour FROM now() AT TIME ZONE 'UTC') = :'hour'::int AS on_the_hour
    FROM backup
)
SELECT last, last_full, size, gap::int,
       CASE WHEN last_full = 0 OR now - last_full > 8 * 86400 OR on_the_hour AND now - last_full > 6.5 * 86400 THEN 'full'
            WHEN gap OR now - last > 25 * 3600 OR on_the_hour AND now - last > 12 * 3600 THEN 'diff'
            ELSE 'none' END
FROM state;
