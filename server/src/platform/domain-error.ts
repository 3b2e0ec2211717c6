import type { ProblemCode } from '@orderhouse/contracts';

/** One fault in what the caller sent. `pointer` is a JSON Pointer into the body, or the name of a parameter. */
export interface Fault {
  pointer: string;
  code: string;
  detail: string;
  [more: string]: unknown;
}

export interface ProblemData {
  detail?: string;
  errors?: Fault[];
  /** Seconds after which it is worth trying again. */
  retry_after_seconds?: number;
  [more: string]: unknown;
}

/**
 * What a verb throws when it refuses. `platform/http` alone turns the code into a status
 * (the table is `problems` in the contracts).
 */
export class DomainError extends Error {
  readonly code: ProblemCode;
  readonly data: ProblemData;

  constructor(code: ProblemCode, data: ProblemData = {}) {
    super(data.detail ?? code);
    this.name = 'DomainError';
    this.code = code;
    this.data = data;
  }
}
