import { picture_bytes_max } from '@orderhouse/contracts';
import { hasRole } from '../../accounts/index.ts';
import { addFetchedPicture, expectProductToChange, type PlaceOf } from '../../catalogue/index.ts';
import type { Caller } from '../../platform/caller.ts';
import { actAsCaller, actAsHouse } from '../../platform/database/act-as-house.ts';
import type { Authority } from '../../platform/database/authority.ts';
import type { Connection } from '../../platform/database/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { DiscardParts } from '../../platform/files/discard-files.ts';
import { type FetchOptions, fetchFile } from '../../platform/http-out/fetch-file.ts';
import { insertFaults, lockImport } from '../runs/statements.ts';
import { attempts_max, contentOrFailure, type Failure, nextAttempt } from './decide-fetch.ts';
import { placeAmong } from './place-among.ts';
import {
  type ClaimedPicture,
  countPictures,
  markFailed,
  markFetched,
  postponePicture,
  readFetched,
} from './statements.ts';

export interface FetchParts extends DiscardParts {
  settings: {
    /** Also from this machine and its networks, and from any port: for development. */
    import_pictures_allow_private: boolean;
  };
  /** How the world is reached; otherwise than usual only where that is tested. */
  reach?: Partial<FetchOptions>;
}

const shown_url_max = 200;
const headers = { accept: 'image/jpeg, image/png, image/webp, image/avif', 'user-agent': 'Orderhouse' };

const final = (reason: string): Failure => ({ reason, is_final: true, retry_after: null });

/** Whoever brought the file in adds its pictures. */
function callerOf(storeId: string, { actor_id, actor_role }: ClaimedPicture): Caller {
  // The house itself asks for nothing over HTTP, and so is no asker; the transaction knows it.
  return { storeId, actorId: actor_id, role: actor_role, sessionId: null } as Authority as Caller;
}

const houseOf = (storeId: string): Authority => ({ storeId, actorId: null, role: 'house' });

/** @returns what a refusal of the catalogue says; undefined where it may pass, or is none. */
function refusalIn(error: unknown): Failure | undefined {
  if (!(error instanceof DomainError)) return undefined;
  const { code, data } = error;
  if (code === 'overloaded') return { reason: 'too many pictures at once', is_final: false, retry_after: null };
  if (code === 'not_found') return final('its product is there no more');
  return final(data.errors?.map(({ detail }) => detail).join('; ') ?? data.detail ?? code);
}

/** Looks before anything is fetched: it may have waited long. @returns what speaks against it. */
async function hindrance({ runtime }: FetchParts, storeId: string, picture: ClaimedPicture): Promise<Failure | null> {
  const { actor_id, actor_role, attempts, product_id, is_superseded } = picture;
  if (is_superseded) return final('a later import has named pictures of its product');
  if (attempts > attempts_max) return final('our side broke off in every attempt');
  const isAllowed =
    actor_id === null ||
    (await runtime.database.read(houseOf(storeId), (connection) => hasRole(connection, actor_id, actor_role)));
  if (!isAllowed) return final('whoever brought it in may do so no longer');
  try {
    await expectProductToChange(runtime, callerOf(storeId, picture), product_id);
    return null;
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal) return refusal;
    throw error;
  }
}

/** In the transaction that adds the picture. @returns its place; null when it has ended before. */
async function settle(
  connection: Connection,
  caller: Caller,
  { id, import_id, product_id }: ClaimedPicture,
  imageId: string,
): Promise<PlaceOf | null> {
  await actAsHouse(connection);
  // The import before its pictures, always, as everybody does who locks both.
  const row = await lockImport(connection, import_id);
  const place = row && (await markFetched(connection, id, imageId));
  if (place === undefined) return null;
  await countPictures(connection, import_id, { fetched: 1, failed: 0 });
  const fetched = await readFetched(connection, product_id);
  await actAsCaller(connection, caller);
  return (images) => placeAmong(images, fetched, place);
}

async function fetchAndAdd(parts: FetchParts, storeId: string, picture: ClaimedPicture): Promise<Failure | null> {
  const found = await hindrance(parts, storeId, picture);
  if (found) return found;
  const allowPrivate = parts.settings.import_pictures_allow_private;
  const options = { bytes_max: picture_bytes_max, headers, allowPrivate, ...parts.reach };
  const got = contentOrFailure(await fetchFile(picture.url, options));
  if (!('content' in got)) return got;
  const caller = callerOf(storeId, picture);
  try {
    await addFetchedPicture(parts, caller, { ...picture, content: got.content }, (connection, imageId) =>
      settle(connection, caller, picture, imageId),
    );
    return null;
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal) return refusal;
    throw error;
  }
}

async function fail(connection: Connection, storeId: string, picture: ClaimedPicture, reason: string): Promise<void> {
  const { import_id, line_number, column_name: column, url } = picture;
  if (!(await lockImport(connection, import_id)) || !(await markFailed(connection, picture))) return;
  await countPictures(connection, import_id, { fetched: 0, failed: 1 });
  const told = `${url.slice(0, shown_url_max)}: ${reason}`;
  await insertFaults(connection, storeId, import_id, [
    { kind: 'picture', line_number, column, reason: told, cells: null },
  ]);
}

/**
 * Fetches one picture and adds it to its product, as an upload of whoever brought the file in. What the world outside does is
 * written down: tried again later, or told with the import. Done twice it makes one picture: the row has ended then.
 *
 * @throws what goes wrong on our side; the picture is due again when its claim has run out.
 */
export async function fetchPicture(parts: FetchParts, storeId: string, picture: ClaimedPicture): Promise<void> {
  const failure = await fetchAndAdd(parts, storeId, picture);
  if (failure === null) return;
  const { database, clock } = parts.runtime;
  const next = nextAttempt(failure, picture.attempts, { now: clock.now(), chance: Math.random() });
  await database.transact(houseOf(storeId), (connection) =>
    next === null ? fail(connection, storeId, picture, failure.reason) : postponePicture(connection, picture, next),
  );
}
