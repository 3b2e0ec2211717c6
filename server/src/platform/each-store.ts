/**
 * Does something in one store after the other. One in which it fails keeps no other waiting.
 *
 * @param isStopping asked between stores.
 * @throws AggregateError of whatever failed, when all have had their turn
 */
export async function eachStore(
  storeIds: readonly string[],
  isStopping: () => boolean,
  work: (storeId: string) => Promise<unknown>,
): Promise<void> {
  const failures: Error[] = [];
  for (const storeId of storeIds) {
    if (isStopping()) break;
    await work(storeId).catch((cause) => failures.push(new Error(`in the store ${storeId}`, { cause })));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${storeIds.length} stores failed`);
}
