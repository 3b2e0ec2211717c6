import { DomainError } from '../platform/domain-error.ts';
import type { Download } from '../platform/http/send-download.ts';

const exports_max = 12;
const exports_per_caller_max = 3;
const retry_after_seconds = 5;

/** Lets so many exports run at once and no more: each holds some megabytes for as long as its reader takes. */
export interface ExportGate {
  /** @throws DomainError `overloaded` */
  enter(callerId: string, open: () => Download): Download;
}

export function createExportGate(): ExportGate {
  const running = new Map<Download, string>();
  return {
    enter(callerId, open) {
      const own = [...running.values()].filter((id) => id === callerId).length;
      if (running.size >= exports_max || own >= exports_per_caller_max) {
        const detail = 'Too many exports are running; read one to its end first.';
        throw new DomainError('overloaded', { detail, retry_after_seconds });
      }
      const download = open();
      running.set(download, callerId);
      download.stream.once('close', () => running.delete(download));
      return download;
    },
  };
}
