import { seedDemo } from '../demo/index.ts';
import { OperatorError } from '../platform/operator-error.ts';
import { withHouse } from './with-house.ts';

/** `orderhouse seed`: never in production, where the demo's passwords are known to everybody. */
export async function seed(): Promise<void> {
  await withHouse(async ({ house, config, log }) => {
    if (config.environment === 'production') {
      throw new OperatorError('NODE_ENV: a production store is never seeded with the demo');
    }
    await seedDemo(house.runtime, log);
    process.stdout.write('the demo store is there\n');
  });
}
