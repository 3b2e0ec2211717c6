import type { Invariant } from './invariant.ts';

export const importInvariants: readonly Invariant[] = [
  {
    name: 'figures of pictures',
    rule: 'an import says how many pictures of its file there are to be, are there and will not come; of a dry run none are noted',
    of: 'imports',
    count: 'SELECT count(*) FROM imports',
    faults: `
      SELECT i.store_id, i.id AS import_id, i.pictures_wanted, i.pictures_fetched, i.pictures_failed,
             p.wanted, p.fetched, p.failed
        FROM imports i, LATERAL (
          SELECT count(*) AS wanted, count(*) FILTER (WHERE status = 'fetched') AS fetched,
                 count(*) FILTER (WHERE status = 'failed') AS failed
            FROM import_pictures p WHERE p.store_id = i.store_id AND p.import_id = i.id) p
       WHERE (i.pictures_fetched, i.pictures_failed) <> (p.fetched, p.failed)
          OR p.wanted <> CASE WHEN i.dry_run THEN 0 ELSE i.pictures_wanted END`,
  },
  {
    name: 'pictures to fetch',
    rule: 'none has been due for three days: workers run, and have turns enough',
    of: 'pictures',
    count: `SELECT count(*) FROM import_pictures WHERE status = 'waiting'`,
    faults: `
      SELECT store_id, import_id, product_id, id, attempts, next_attempt_at FROM import_pictures
       WHERE status = 'waiting' AND next_attempt_at < now() - interval '3 days'`,
  },
];
