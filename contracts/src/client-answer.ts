import { type ErrorCode, OrderhouseError } from './client-error.ts';
import type { Problem } from './schemas.ts';

const unreadable = (status: number, told: { retryAfter?: number | null; cause?: unknown }) =>
  new OrderhouseError(status, 'unreadable', `the server answered ${status}, and not as Orderhouse does`, told);

function retryAfterOf({ headers }: Response): number | null {
  const header = headers.get('retry-after');
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

async function jsonOf(url: string, response: Response): Promise<unknown> {
  const retryAfter = retryAfterOf(response);
  try {
    return await response.json();
  } catch (cause) {
    if (cause instanceof SyntaxError) throw unreadable(response.status, { retryAfter, cause });
    throw new OrderhouseError(0, 'unreachable', `the answer from ${url} broke off`, { retryAfter, cause });
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body;
}

/** @returns what an answer that is no good one tells of. */
export async function refusalOf(url: string, response: Response): Promise<OrderhouseError> {
  const { status, headers, body } = response;
  const retryAfter = retryAfterOf(response);
  if (!headers.get('content-type')?.startsWith('application/problem+json')) {
    // It is thrown away unread: that it breaks off meanwhile changes nothing.
    await body?.cancel().catch(() => undefined);
    return unreadable(status, { retryAfter });
  }
  const problem = await jsonOf(url, response);
  if (!isProblem(problem)) return unreadable(status, { retryAfter });
  const message = [problem.title, problem.detail].filter(Boolean).join(': ');
  return new OrderhouseError(status, problem.code as ErrorCode, message, { problem, retryAfter });
}

function isJson({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('application/json') === true;
}

/**
 * @param statusUnwell with which the same is answered of what is not well.
 * @returns the body of a good answer; nothing for 204.
 * @throws OrderhouseError that another answer tells of; `unreadable` when what answered is not Orderhouse;
 *   `unreachable` when the answer broke off.
 */
export async function answerOf(url: string, response: Response, statusUnwell?: number): Promise<unknown> {
  const isAnswer = response.ok || (response.status === statusUnwell && isJson(response));
  if (!isAnswer) throw await refusalOf(url, response);
  return response.status === 204 ? undefined : jsonOf(url, response);
}
