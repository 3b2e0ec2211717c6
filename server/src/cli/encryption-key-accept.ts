import { encryptionKey } from '../platform/secrets.ts';
import { acceptKey, createSealer } from '../webhooks/index.ts';
import { printRow, withHouse } from './with-house.ts';

/** `orderhouse encryption-key accept`: prints the endpoints that need a new secret. */
export async function acceptEncryptionKey(): Promise<void> {
  await withHouse(async ({ house, config }) => {
    const sealer = createSealer(await encryptionKey(config.data_dir, config.encryption_key));
    for (const { store_id, id } of await acceptKey(house.runtime, sealer)) {
      printRow({ store_id, webhook_endpoint_id: id });
    }
  });
}
