/** A process that is killed, and comes back. */
export interface Victim {
  name: string;
  /**
   * Ends it by SIGKILL. Whoever keeps it starts it again.
   * @param until by `performance.now()`, how long it may wait for its moment.
   */
  kill(until: number): Promise<void>;
  /** Resolves when it serves; rejects when it does not come back. */
  ready(): Promise<void>;
}
