import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../domain-error.ts';
import { pointerTo } from './pointer-to.ts';

// Escapes that may make what PostgreSQL cannot store: U+0000, and halves of a surrogate pair.
const suspicious = /\\u(?:0000|[dD][89a-fA-F])/;

// More than any contract asks for, and far from where walking the body would exhaust the stack.
const depth_max = 32;

function isTooDeep(value: unknown, left = depth_max): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1));
}

/**
 * U+0000 in a value is left to its schema, which names the field.
 * @returns the place of the first text that cannot be stored, or null.
 */
function unstorableAt(value: unknown, place = ''): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : place;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed() || key.includes('\u0000')) return place;
    const found = unstorableAt(inner, pointerTo(place, key));
    if (found !== null) return found;
  }
  return null;
}

function unstorable(pointer: string): DomainError {
  const detail = 'has characters that cannot be kept';
  return new DomainError('malformed_request', {
    detail: 'The body has characters that cannot be kept.',
    errors: [{ pointer, code: 'characters', detail }],
  });
}

function whyUnreadable(text: string): string {
  try {
    JSON.parse(text);
    return 'The body has a property named __proto__, or constructor.prototype; no object may.';
  } catch (error) {
    // Only the place: the engine's message quotes the body, which may hold a password.
    const place = /at position (\d+)(?: \(line (\d+) column (\d+)\))?/.exec(String(error));
    if (!place) return 'The body is not JSON: it ends too early, or begins with something else.';
    const [, position, line, column] = place;
    return `The body is not JSON: look at ${line ? `line ${line}, column ${column}` : `position ${position}`}.`;
  }
}

/**
 * Bodies are JSON and nothing else. Objects that would reach a prototype are refused, and what is malformed is
 * told by its place. An empty body is no body.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // Decoding would put U+FFFD in the place of what it cannot read, and that would be kept.
    if (!isUtf8(body)) return done(new DomainError('malformed_request', { detail: 'The body is not UTF-8.' }));
    const text = body.toString();
    if (text === '') return done(null, undefined);
    return parse(request, text, (error, value) => {
      if (error) return done(new DomainError('malformed_request', { detail: whyUnreadable(text) }));
      if (isTooDeep(value))
        return done(new DomainError('malformed_request', { detail: 'The body is nested too deeply.' }));
      const misplaced = suspicious.test(text) ? unstorableAt(value) : null;
      return misplaced === null ? done(null, value) : done(unstorable(misplaced));
    });
  });
}
