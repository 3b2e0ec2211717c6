import { type RawBuilder, sql } from 'kysely';
import type { Connection } from '../server/src/platform/database/database.ts';

/** Words of the demo store's names, the frequent ones first. */
const words =
  'bag retrospot set red heart lunch hanging box white light holder jumbo metal sign pink bunting pack cake design paper case pantry small glass alarm clock bakelike woodland doormat tea hot regency jam wicker strawberry large cookie union cream water bottle natural teacup saucer vintage polkadot wooden frame home spaceboy kit ceramic trinket cutter picnic love london butterfly chocolate kitchen spotty cakestand tier party colour slate chalkboard tin suki paisley green napkin black fairy building block word chain basket antique dolly girl jar animal flag flower round snack jack enamel cutlery towel plaster ivory scale measuring spoon cushion poppy playhouse assorted bird ornament spice popcorn printed rose victorian recipe yellow storage shopper picture skull jelly mould baroque car blue teatime empire ribbon rustic charm clothes peg wine lid bowl homemade scented candle silver etched toadstool led night zinc hand gingerbread bathroom chilli snap card lady gentleman lace coat rack doily jug lovebird decoration candleholder pot dog mini chest travel sewing plate dinosaur owl fruit cocktail parasol photo orange tissue rabbit bread bin bedroom garden plant ladder soldier egg cup gift tag lantern'.split(
    ' ',
  );
/** Makers have names of their own: 8,000 of them. */
const syllables = [
  'mar ta lo ve ki sor bel an cor dal fen gri hol il jun ket lin mon nor os',
  'i a o e u en ar ol in er is ul am ed on at ir os us em',
  'lo na ra ta vi dra lle sto ne ka mi ro sa tte ya no la ri do ma',
].map((part) => part.split(' '));

/** From 0 to below 1, the same for the same number. */
const drawn = (n: RawBuilder<unknown>, salt: number) =>
  sql`((hashint8extended(${n}, ${sql.lit(salt)}) & 65535) / 65536.0)`;

function oneOf(of: readonly string[], n: RawBuilder<unknown>, salt: number, skew: number): RawBuilder<unknown> {
  return sql`(${of}::text[])[1 + floor(${sql.lit(of.length)} * power(${drawn(n, salt)}, ${sql.lit(skew)}))::int]`;
}

/** Names as a shop has them: few words stand in many, many in few. */
export function nameOf(n: RawBuilder<unknown>): RawBuilder<unknown> {
  const maker = sql.join(
    syllables.map((part, salt) => oneOf(part, n, 10 + salt, 1.5)),
    sql` || `,
  );
  const three = [20, 21, 22].map((salt) => oneOf(words, n, salt, 1.6));
  return sql`initcap(${maker}) || ' ' || ${sql.join(three, sql` || ' ' || `)} || CASE WHEN ${n} % 5 = 0 THEN ', set of ' || (2 + ${n} % 11) ELSE '' END`;
}

/** A sentence, as most have. */
export function descriptionOf(n: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`'For the ' || ${oneOf(words, n, 30, 1)} || ', with ' || ${oneOf(words, n, 31, 1)}`;
}

/** One product in four is sold at all, a few very often. */
export function unitsSoldOf(n: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`CASE WHEN ${drawn(n, 41)} < 0.25 THEN floor(power(1 - ${drawn(n, 40)}, -0.8))::bigint ELSE 0 END`;
}

const read = ['products', 'variants', 'product_categories', 'product_search', 'stores'];

/** Makes a store's products findable at once: by the definition of a row, and its index afterwards. The owner alone may. */
export async function insertSearch(connection: Connection, storeId: string): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(connection);
  for (const table of read) await run(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  const { rows } = await sql<{ definition: string }>`
    SELECT pg_get_indexdef('product_search_found'::regclass) AS definition`.execute(connection);
  await run('ANALYZE products, variants, product_categories');
  await run('DROP INDEX product_search_found');
  await sql`INSERT INTO product_search SELECT * FROM product_search_source WHERE store_id = ${storeId}`.execute(
    connection,
  );
  await run(`SET LOCAL maintenance_work_mem = '512MB'`);
  await run(rows[0]?.definition ?? '');
  for (const table of read) await run(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}
