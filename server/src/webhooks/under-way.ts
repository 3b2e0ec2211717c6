const slow_after_ms = 1_000;
const waits_ms_max = 100;
const slow_known_max = 10_000;

/** How many attempts may go on at once in a process. */
export interface AttemptLimits {
  of_process: number;
  of_store: number;
  /** Of endpoints that answer slowly. */
  slow_of_process: number;
  slow_of_store: number;
  slow_of_endpoint: number;
}

/**
 * Leaves places of a worker to other jobs, whoever hangs, and half of them to other stores; less than that to who is
 * slow. All are 1 where there are few places; a worker with a single one cannot keep it free.
 *
 * @param concurrency how many jobs the worker does at once.
 */
export function limitsOf(concurrency: number): AttemptLimits {
  const half = Math.max(1, Math.floor(concurrency / 2));
  const slow_of_store = Math.max(1, Math.min(5, half - 1));
  return {
    of_process: Math.max(1, concurrency - Math.max(1, Math.floor(concurrency / 5))),
    of_store: half,
    slow_of_process: half,
    slow_of_store,
    slow_of_endpoint: Math.max(1, Math.min(3, slow_of_store - 1)),
  };
}

/** Why an attempt has to wait: its endpoint is slow and has its share of the places, or all that it may have are taken. */
export type Hindrance = 'slow' | 'full';

/** Of one job, to make an attempt. */
export interface Turn {
  /** @returns null when the attempt may begin; it is noted from then on. */
  begin(endpointId: string): Hindrance | null;
  /** In any case, at the end of the job. */
  end(): void;
}

/** The attempts of this process that go on right now, and who was slow at the last one. */
export interface UnderWay {
  /** Waits for a place, though only a moment: where answers are quick one is free by then. */
  take(storeId: string): Promise<Turn>;
}

interface Place {
  store_id: string;
  /** Null until its attempt begins. */
  endpoint_id: string | null;
  began_ms: number;
}

/** Keeps those whom webhooks are sent to from taking every place of the worker, the slow ones above all. */
export function noteUnderWay(limits: AttemptLimits, now_ms: () => number = () => performance.now()): UnderWay {
  const places = new Set<Place>();
  const line: { place: Place; admit: (isFree: boolean) => void }[] = [];
  // By a slow attempt that has ended, until a quick one has: else a burst, all of it young, would find nobody slow.
  const slowEndpoints = new Set<string>();

  const isSlow = ({ endpoint_id, began_ms }: Place) =>
    endpoint_id !== null && (slowEndpoints.has(endpoint_id) || began_ms <= now_ms() - slow_after_ms);
  const isFull = (storeId: string) => {
    const ofStore = [...places].filter(({ store_id }) => store_id === storeId);
    return places.size >= limits.of_process || ofStore.length >= limits.of_store;
  };

  /** @returns whether the place is taken; the line is served in the order it came. */
  function takePlace(place: Place): Promise<boolean> | boolean {
    if (!isFull(place.store_id)) {
      places.add(place);
      return true;
    }
    return new Promise((resolve) => {
      const waiting = { place, admit: resolve };
      const late = setTimeout(() => {
        line.splice(line.indexOf(waiting), 1);
        resolve(false);
      }, waits_ms_max);
      waiting.admit = (isFree) => {
        clearTimeout(late);
        resolve(isFree);
      };
      line.push(waiting);
    });
  }

  function serveLine(): void {
    for (const waiting of [...line]) {
      if (isFull(waiting.place.store_id)) continue;
      line.splice(line.indexOf(waiting), 1);
      places.add(waiting.place);
      waiting.admit(true);
    }
  }

  function hindranceOf(own: Place, endpointId: string): Hindrance | null {
    const slow = [...places].filter((one) => one !== own && isSlow(one));
    const ofStore = slow.filter(({ store_id }) => store_id === own.store_id);
    const ofEndpoint = ofStore.filter(({ endpoint_id }) => endpoint_id === endpointId);
    if (!places.has(own)) return slowEndpoints.has(endpointId) || ofEndpoint.length > 0 ? 'slow' : 'full';
    // One that is quick is not held up by others' slowness while there is a place.
    if (!slowEndpoints.has(endpointId) && ofEndpoint.length === 0) return null;
    const { slow_of_process, slow_of_store, slow_of_endpoint } = limits;
    const isHeldUp = ofEndpoint.length >= slow_of_endpoint || ofStore.length >= slow_of_store;
    return isHeldUp || slow.length >= slow_of_process ? 'slow' : null;
  }

  function judge(endpointId: string, took_ms: number): void {
    slowEndpoints.delete(endpointId);
    if (took_ms < slow_after_ms) return;
    slowEndpoints.add(endpointId);
    const [oldest] = slowEndpoints;
    if (oldest !== undefined && slowEndpoints.size > slow_known_max) slowEndpoints.delete(oldest);
  }

  return {
    async take(storeId) {
      const own: Place = { store_id: storeId, endpoint_id: null, began_ms: now_ms() };
      await takePlace(own);
      return {
        begin(endpointId) {
          const hindrance = hindranceOf(own, endpointId);
          if (hindrance === null) Object.assign(own, { endpoint_id: endpointId, began_ms: now_ms() });
          return hindrance;
        },
        end() {
          if (own.endpoint_id !== null) judge(own.endpoint_id, now_ms() - own.began_ms);
          if (places.delete(own)) serveLine();
        },
      };
    },
  };
}
