import { buffer } from 'node:stream/consumers';
import { createPictureHandlers, pictureReaction } from '../../server/src/catalogue/index.ts';
import { openTestHouse } from './index.ts';
import { keptFiles } from './kept-files.ts';
import { fileOf, picture } from './pictures.ts';
import { readLog } from './read-log.ts';

export const jpeg = await picture('jpeg');

/** A house whose vendor adds pictures to its products; what the dispatcher and the worker do is done by hand. */
export async function openPictureHouse() {
  const house = await openTestHouse();
  const { files } = house;
  const vendor = house.as('vendor');
  let made = 0;

  async function newProduct(status: 'active' | 'draft' = 'active') {
    made += 1;
    return vendor.products.create({ body: { name: `Lantern ${made}`, sku: `P-${made}`, unit_price: 339, status } });
  }

  const add = (productId: string, content: Buffer = jpeg, body: { alt_text?: string; position?: number } = {}) =>
    vendor.products.addImage({ params: { id: productId }, file: fileOf(content), body });

  const imagesOf = async (productId: string) => (await vendor.products.get({ params: { id: productId } })).images;

  async function readFile(key: string): Promise<Buffer | null> {
    const file = await files.read(key);
    return file && buffer(file.stream);
  }

  const keptKeys = () => keptFiles(files, 'pictures');

  /** What the dispatcher and the worker do. */
  async function doJobs(): Promise<void> {
    const events = (await readLog(house)).filter(({ type }) => type === 'product.image_added');
    const jobs = await house.runtime.database.transactAsSystem((connection) =>
      pictureReaction.jobsOf(connection, events as never),
    );
    const handlers = createPictureHandlers({ runtime: house.runtime, files });
    for (const job of jobs) await handlers[job.task]?.({ ...job, attempt: 1, attempts_max: 3 });
  }

  return { house, files, vendor, newProduct, add, imagesOf, readFile, keptKeys, doJobs };
}
