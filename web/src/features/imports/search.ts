import { importKinds } from '@orderhouse/contracts';
import { given, idOf, oneOf } from '../../lib/search-params.ts';

/** What of the room stands in its address. */
export function importsSearch(search: Record<string, unknown>) {
  return given({
    kind: oneOf(search.kind, importKinds),
    /** The import whose file is to be read otherwise. */
    again: idOf(search.again),
  });
}
