import { appendFile } from 'node:fs/promises';
import { inject } from 'vitest';
import { openDatabase } from '../../server/src/platform/database/database.ts';

/** Writes down the types of the events that the tests of a database wrote; the end of a full run looks what is missing. */
export async function noteEvents(databaseUrl: string): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections_max: 1, prepare: false });
  try {
    const rows = await database.transactAsSystem((connection) =>
      connection.selectFrom('events').select('type').distinct().execute(),
    );
    await appendFile(inject('eventsFile'), rows.map(({ type }) => `${type}\n`).join(''));
  } finally {
    await database.close();
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where every test house appends the types of the events in its log, one a line. */
    eventsFile: string;
  }
}
