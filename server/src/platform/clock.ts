/** Where "now" comes from, so that tests and the demo data can live at another time. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
