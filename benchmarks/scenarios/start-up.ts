import { type Bench, smallShop } from '../bench.ts';
import type { Figure } from '../figures.ts';

const starts = 3;

/** The start of the server on a database that is there, to the first answer of /health; the middle of a few. */
export async function measureStartUp(bench: Bench): Promise<Figure[]> {
  const shop = await bench.shop(smallShop);
  const times_ms: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const server = await bench.serve(shop);
    times_ms.push(server.started_after_ms);
    await server.stop();
  }
  const median_ms = times_ms.sort((a, b) => a - b)[Math.floor(starts / 2)] ?? Number.NaN;
  return [
    {
      name: 'start of the server to the first answer of /health',
      value: median_ms / 1_000,
      unit: 's',
      target: { at_most: 3 },
    },
  ];
}
