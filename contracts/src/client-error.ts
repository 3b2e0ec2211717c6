import type { ProblemCode } from './errors.ts';
import type { Problem } from './schemas.ts';

/** `unreachable`: no answer came, or not all of it. `unreadable`: what answered is not Orderhouse. */
export type ErrorCode = ProblemCode | 'unreachable' | 'unreadable';

/** Why a call failed. Decide by `code`; `errors` points at the fields. */
export class OrderhouseError extends Error {
  /** HTTP status; 0 when no whole answer came. */
  readonly status: number;
  readonly code: ErrorCode;
  /** The whole problem as the server told it. */
  readonly problem: Problem | null;
  readonly errors: NonNullable<Problem['errors']>;
  /** Seconds after which the server says it is worth trying again. */
  readonly retryAfter: number | null;

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    told: { problem?: Problem; retryAfter?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: told.cause });
    this.name = 'OrderhouseError';
    this.status = status;
    this.code = code;
    this.problem = told.problem ?? null;
    this.errors = told.problem?.errors ?? [];
    this.retryAfter = told.retryAfter ?? null;
  }
}
