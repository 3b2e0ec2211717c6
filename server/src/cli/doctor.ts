import { createFileLinks } from '../platform/files/file-links.ts';
import { openFiles } from '../platform/files/open-files.ts';
import { encryptionKey } from '../platform/secrets.ts';
import { describeReport, runDoctor } from '../system/index.ts';
import { withHouse } from './with-house.ts';

/** `orderhouse doctor`: exit code 1 when an invariant does not hold. */
export async function doctor(): Promise<void> {
  await withHouse(async ({ house, config }) => {
    const { data_dir, files_url: place, public_url: publicUrl } = config;
    const sealingKey = await encryptionKey(data_dir, config.encryption_key);
    const files = await openFiles({ place, data_dir, links: createFileLinks({ sealingKey, publicUrl }) });
    const report = await runDoctor(house.runtime, files).finally(() => files.close());
    process.stdout.write(`${describeReport(report)}\n`);
    if (!report.ok) process.exitCode = 1;
  });
}
