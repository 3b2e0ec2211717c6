import type { ServerResponse } from 'node:http';
import type { Import, ImportFormat } from '@orderhouse/contracts';
import { pino } from 'pino';
import { beforeEach, expect } from 'vitest';
import { createFetchHandlers, createImportHandlers } from '../../server/src/imports/index.ts';
import { openTestHouse } from './index.ts';
import type { PersonName } from './people.ts';
import { picture } from './pictures.ts';
import { openWebhookReceiver } from './webhook-receiver.ts';

/** What a server of pictures answers by path; 404 to everything else. */
type Paths = Readonly<Record<string, Buffer | ((response: ServerResponse) => void)>>;
type FetchParts = Partial<Parameters<typeof createFetchHandlers>[0]>;

interface Wanted {
  as?: PersonName;
  format?: ImportFormat;
  dry_run?: boolean;
}

/** After these seconds whoever fetches has lost its claim, and whoever waits between two attempts is due. */
export const past = { claim: 301, last: 30_000 };
export const jpeg = await picture('jpeg', 40, 30);

const of = async (width: number) => ({ [`/${width}.jpg`]: await picture('jpeg', width, 20) });
/** Pictures that are told apart by their width, by their paths. */
export const widths = { ...(await of(11)), ...(await of(12)), ...(await of(13)), ...(await of(14)) };

/**
 * A house into which products are brought whose pictures lie on a server of this machine. It answers what a test has
 * it serve, nothing at first; imports and fetches are done when the test says so.
 */
export async function openPictureImportHouse() {
  const house = await openTestHouse();
  const server = await openWebhookReceiver();
  const { runtime, queue, files, people } = house;
  const admin = house.as('admin');
  const log = pino({ level: 'silent' });
  const at = (path: string) => `http://127.0.0.1:${server.port}${path}`;
  let made = 0;

  function serve(paths: Paths): void {
    server.received.length = 0;
    server.answer((response, { path }) => {
      const by = paths[path];
      if (by === undefined) response.writeHead(404).end();
      else if (typeof by === 'function') by(response);
      else response.end(by);
    });
  }
  beforeEach(() => serve({}));
  const asked = () => server.received.map(({ path }) => path);

  const fetchingOn = (parts: FetchParts = {}) =>
    createFetchHandlers({
      ...{ runtime, queue, files, log, concurrency: 10, settings: { import_pictures_allow_private: true } },
      ...parts,
    });
  const ours = fetchingOn();

  /** Does a job that fetches the pictures of somebody’s products. */
  async function fetchOf(vendor: PersonName, handlers = ours): Promise<void> {
    const payload = { store_id: people[vendor].storeId, vendor_id: people[vendor].id };
    await handlers['import.fetch_pictures']?.({
      ...{ task: 'import.fetch_pictures', key: vendor, payload, attempt: 1, attempts_max: 3 },
    });
  }

  /** Does the job of an import, as a worker would; on another database where one is given. */
  async function work(id: string, database = runtime.database): Promise<void> {
    const payload = { store_id: house.storeId, import_id: id };
    const job = { task: 'import.run', key: id, payload, attempt: 1, attempts_max: 3 };
    await createImportHandlers({ runtime: { ...runtime, database }, queue, files })['import.run']?.(job);
  }

  const reload = (id: string) => admin.imports.get({ params: { id } });

  async function bring(text: string, { as = 'admin', ...body }: Wanted = {}): Promise<Import> {
    const file = new File([text], 'products.csv');
    const { id } = await house.as(as).imports.create({ body: { kind: 'products', ...body }, file });
    await work(id);
    return reload(id);
  }

  const productOf = async (sku: string) => {
    const { data } = await admin.products.list({ query: { limit: 100 } });
    const found = data.find(({ variants }) => variants.some((variant) => variant.sku === sku));
    return found ?? expect.fail(`there is no ${sku}`);
  };
  const widthsOf = async (sku: string) => (await productOf(sku)).images.map(({ width }) => width);
  const told = async (id: string) => {
    const { data } = await admin.imports.errors({ params: { id }, query: { kind: 'picture' } });
    return data.map(({ line_number, column, reason }) => `${line_number} ${column}: ${reason}`);
  };

  /** A file of one product, whose pictures are at these paths. */
  function productWith(...paths: string[]): { text: string; sku: string } {
    made += 1;
    const sku = `PIC-${made}`;
    return { sku, text: `name,sku,unit_price,image_urls\nPictured ${made},${sku},3.39,${paths.map(at).join(' ')}\n` };
  }

  return {
    ...{ house, server, admin, at, serve, asked, fetchingOn, ours, fetchOf },
    ...{ work, reload, bring, productOf, widthsOf, told, productWith },
  };
}
