import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's heap from growing for what dies young anyway, in a process whose objects live as long as a request or a
 * row. The space for young objects stays as it is: 290 instead of 360 MiB for the server under 64 connections, 195
 * instead of 290 for an import. The old space is looked through when it has grown by five quarters, not quadrupled: 290
 * instead of 325 MiB when trebled. Neither was slower; at twice its size, orders were a tenth slower. To be called before
 * the work begins.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=125');
}
