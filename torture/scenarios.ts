import type { House, JobPlace } from './house.ts';
import type { Scenario } from './scenario.ts';

/** Of all houses of a run. */
export const scenarios_count = 5;

/** What is killed in a house. A kind of process that joins it later gets its scenario here. */
export function scenariosOf(
  { servers, workers, postgres, redis }: Pick<House, 'servers' | 'workers' | 'postgres' | 'redis'>,
  jobs: JobPlace | null,
): Scenario[] {
  const victims = servers.flatMap(({ deaths }) => deaths);
  const dangerToServers = { victims, rhythm: { gap_ms_min: 500, gap_ms_max: 3_500, per_minute_max: 60 } };
  // Whoever keeps PostgreSQL gives up after five restarts within a minute. All scenarios together stay below: one that
  // it reaches while it is dying counts twice.
  const dangerToPostgres = (per_minute_max: number) => ({
    victims: postgres,
    rhythm: { gap_ms_min: 1_500, gap_ms_max: 4_500, per_minute_max },
  });
  if (jobs === null) {
    return [
      { name: 'servers', dangers: [dangerToServers] },
      { name: 'PostgreSQL', dangers: [dangerToPostgres(2)] },
      { name: 'both', dangers: [dangerToServers, dangerToPostgres(2)] },
    ];
  }
  const dangerToWorkers = {
    victims: workers.flatMap(({ deaths }) => deaths),
    rhythm: { gap_ms_min: 500, gap_ms_max: 2_500, per_minute_max: 60 },
  };
  const dangerToRedis = redis && {
    victims: [redis],
    rhythm: { gap_ms_min: 1_000, gap_ms_max: 4_000, per_minute_max: 12 },
  };
  const dangers = [dangerToServers, dangerToWorkers, dangerToPostgres(2), ...(dangerToRedis ? [dangerToRedis] : [])];
  return [{ name: redis ? 'with Redis' : 'with workers', dangers }];
}
