import { describeReport, runDoctor } from '../system/index.ts';
import { withHouse } from './with-house.ts';

/** `orderhouse doctor`: exit code 1 when an invariant does not hold. */
export async function doctor(): Promise<void> {
  await withHouse(async ({ house }) => {
    const report = await runDoctor(house.runtime);
    process.stdout.write(`${describeReport(report)}\n`);
    if (!report.ok) process.exitCode = 1;
  });
}
