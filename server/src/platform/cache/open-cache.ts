import { LRUCache } from 'lru-cache';
import { Counter, Gauge, type Registry } from 'prom-client';
import { decodeShared, encodeShared, type KeptAnswer, type Loaded } from './kept-answer.ts';
import { createKnownChanges, type KnownChanges } from './known-changes.ts';
import type { RedisLink } from './redis-link.ts';

const answers_max = 10_000;
const bytes_max = 32 * 1_024 * 1_024;
const answer_bytes_max = 256 * 1_024;
const tag_bytes = 64;
const overhead_bytes = 512;

/** The answers of one kind. */
export interface Shelf {
  /** @returns what lies ready in memory. No promise. */
  find(key: string): KeptAnswer | undefined;
  /**
   * @returns the answer from Redis, else from `load`, which is called once however many ask meanwhile; kept while none of
   * its tags changes. What changed while it was loaded is told, and not kept; nor is what is passing.
   */
  fetch(key: string, load: () => Promise<Loaded>): Promise<KeptAnswer>;
}

export interface Cache {
  /** @param name stands in the figures and in keys. */
  shelf(name: string, keep_ms: number): Shelf;
  readonly changes: KnownChanges;
}

export interface CacheParts {
  /** The second level; null keeps answers in this process alone. */
  link: RedisLink | null;
  /** Which database the answers are of: several may share a Redis. */
  database: string;
  registry: Registry;
}

interface InMemory extends Loaded {
  sequence: number;
}

interface Flight {
  sequence: number;
  answer: Promise<KeptAnswer>;
}

function openFigures(registry: Registry, memory: LRUCache<string, InMemory>) {
  const size = { bytes: () => memory.calculatedSize, answers: () => memory.size };
  for (const [unit, read] of Object.entries(size)) {
    new Gauge({
      name: `orderhouse_cache_memory_${unit}`,
      help: `Answers kept in the memory of this process, in ${unit}`,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
  return new Counter({
    name: 'orderhouse_cache_reads_total',
    help: 'Answers from memory, from Redis, from a load that was under way, and loaded from the database',
    labelNames: ['cache', 'from'],
    registers: [registry],
  });
}

/**
 * Keeps answers: first in memory, then, where there is one, in Redis. Nothing is told that `changes` knows to be old, and
 * nothing at all while the process cannot look into the log.
 */
export function openCache({ link, database, registry }: CacheParts): Cache {
  const changes = createKnownChanges();
  const memory = new LRUCache<string, InMemory>({
    max: answers_max,
    maxSize: bytes_max,
    maxEntrySize: answer_bytes_max,
    sizeCalculation: ({ body, tags }, key) => body.length + key.length * 2 + tags.length * tag_bytes + overhead_bytes,
  });
  const reads = openFigures(registry, memory);
  const flights = new Map<string, Flight>();

  const keep = (key: string, { body, etag, tags }: Loaded, sequence: number, ttl: number) => {
    memory.set(key, { body, etag, tags, sequence }, { ttl });
  };
  const readShared = async (key: string, keep_ms: number) => {
    const bytes = await link?.ask((redis) => redis.getBuffer(key));
    const shared = bytes ? decodeShared(bytes) : null;
    // Asked once the answer is here: what changed while it was fetched counts. The clock that wrote it may be ahead of ours.
    const left_ms = shared ? Math.min(keep_ms, shared.expires_at_ms - Date.now()) : 0;
    if (!shared || left_ms <= 0 || !changes.isCurrentElsewhere(shared, shared.tags)) return null;
    keep(key, shared, changes.sequence(), Math.ceil(left_ms));
    return shared;
  };
  const writeShared = (key: string, loaded: Loaded, horizon: number, keep_ms: number) => {
    if (!link?.isThere() || loaded.body.length > answer_bytes_max) return;
    if (!changes.isCurrentElsewhere({ horizon }, loaded.tags)) return;
    const bytes = encodeShared({ ...loaded, horizon, expires_at_ms: Date.now() + keep_ms });
    void link.ask((redis) => redis.set(key, bytes, 'PX', keep_ms));
  };

  const shelf = (name: string, keep_ms: number): Shelf => {
    const prefix = `orderhouse:cache:${database}:${name}:`;
    const count = (from: string) => reads.labels(name, from);
    const [fromMemory, fromRedis, joined, fromDatabase] = ['memory', 'redis', 'load', 'database'].map(count);

    const loadAnew = async (key: string, load: () => Promise<Loaded>): Promise<KeptAnswer> => {
      const shared = await readShared(key, keep_ms);
      if (shared) {
        fromRedis?.inc();
        return shared;
      }
      fromDatabase?.inc();
      const began = changes.now();
      const loaded = await load();
      if (!loaded.is_passing && changes.isTrusted() && changes.isCurrent(began, loaded.tags)) {
        keep(key, loaded, began.sequence, keep_ms);
        writeShared(key, loaded, began.horizon, keep_ms);
      }
      return loaded;
    };

    return {
      find(name) {
        const key = prefix + name;
        const found = memory.get(key);
        if (!found || !changes.isTrusted()) return undefined;
        if (found.sequence !== changes.sequence()) {
          if (!changes.isCurrent(found, found.tags)) {
            memory.delete(key);
            return undefined;
          }
          found.sequence = changes.sequence();
        }
        fromMemory?.inc();
        return found;
      },
      fetch(name, load) {
        const key = prefix + name;
        const sequence = changes.sequence();
        const flight = flights.get(key);
        // One that began before something changed may bring what was before it.
        if (flight?.sequence === sequence) {
          joined?.inc();
          return flight.answer;
        }
        const begun: Flight = { sequence, answer: loadAnew(key, load) };
        flights.set(key, begun);
        const land = () => {
          if (flights.get(key) === begun) flights.delete(key);
        };
        begun.answer.then(land, land);
        return begun.answer;
      },
    };
  };
  return { shelf, changes };
}
