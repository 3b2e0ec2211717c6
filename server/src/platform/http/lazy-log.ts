import type { FastifyBaseLogger } from 'fastify';

type Bindings = Record<string, unknown>;
type Line = Parameters<FastifyBaseLogger['info']>;

/**
 * The logger of one request, made when it first writes. Most never do, and making one, with all that must not stand in a
 * log looked for in its bindings, was 9 % of the time of an answer from the cache.
 */
class LazyLog implements FastifyBaseLogger {
  readonly #make: () => FastifyBaseLogger;
  readonly #parent: FastifyBaseLogger;
  #made: FastifyBaseLogger | undefined;

  constructor(parent: FastifyBaseLogger, make: () => FastifyBaseLogger) {
    this.#parent = parent;
    this.#make = make;
  }

  get #log(): FastifyBaseLogger {
    this.#made ??= this.#make();
    return this.#made;
  }

  get level(): string {
    return (this.#made ?? this.#parent).level;
  }

  set level(level: string) {
    this.#log.level = level;
  }

  fatal(...line: unknown[]): void {
    this.#log.fatal(...(line as Line));
  }

  error(...line: unknown[]): void {
    this.#log.error(...(line as Line));
  }

  warn(...line: unknown[]): void {
    this.#log.warn(...(line as Line));
  }

  info(...line: unknown[]): void {
    this.#log.info(...(line as Line));
  }

  debug(...line: unknown[]): void {
    this.#log.debug(...(line as Line));
  }

  trace(...line: unknown[]): void {
    this.#log.trace(...(line as Line));
  }

  silent(): void {}

  child(...of: Parameters<FastifyBaseLogger['child']>): FastifyBaseLogger {
    return this.#log.child(...of);
  }
}

/** For Fastify's `childLoggerFactory`. */
export function lazyLog(parent: FastifyBaseLogger, bindings: Bindings, options: object): FastifyBaseLogger {
  return new LazyLog(parent, () => parent.child(bindings, options));
}
