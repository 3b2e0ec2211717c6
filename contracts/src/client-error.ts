import type { ProblemCode } from './errors.ts';
import type { Problem } from './schemas.ts';

/** `unreachable`: no answer came. `unreadable`: what answered is not Orderhouse. */
export type ErrorCode = ProblemCode | 'unreachable' | 'unreadable';

/** Why a call failed. Decide by `code`; `errors` points at the fields. */
export class OrderhouseError extends Error {
  /** HTTP status; 0 when no answer came. */
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

function secondsOf(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** @returns the error that an answer other than 2xx tells of. */
export async function errorOf(response: Response): Promise<OrderhouseError> {
  const retryAfter = secondsOf(response.headers.get('retry-after'));
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  const problem: Problem | null = isProblem ? await response.json() : null;
  if (!problem) {
    await response.body?.cancel();
    const told = { retryAfter };
    return new OrderhouseError(response.status, 'unreadable', `the server answered ${response.status}`, told);
  }
  const message = [problem.title, problem.detail].filter(Boolean).join(': ');
  return new OrderhouseError(response.status, problem.code as ErrorCode, message, { problem, retryAfter });
}
