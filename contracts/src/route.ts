import type { Static, TSchema } from 'typebox';
import type { ProblemCode } from './errors.ts';
import type { Permission } from './permissions.ts';

/**
 * One operation of the API as data. From it come validation, types, the OpenAPI document, the SDK and the
 * web app's calls. A route without a permission cannot be written down, and so cannot be served.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/api/v1` unless `at_root`, with `{id}` for parameters. */
  readonly path: string;
  readonly at_root?: boolean;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: Permission;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** The body is multipart/form-data: one file in the field `file`, and the properties of `body` as fields. */
  readonly multipart?: {
    readonly file: {
      readonly bytes_max: number;
      /** Media types that make sense; what a file is, its content says. */
      readonly types: readonly [string, ...string[]];
      readonly description: string;
    };
  };
  /** Status and body of the good answer; no body for 204. */
  readonly status: 200 | 201 | 204;
  readonly answer?: TSchema;
  /** The status of the same answer when what it tells of is not well: no problem, for it says itself what is wrong. */
  readonly status_unwell?: 503;
  /** Server-sent events that do not end by themselves: `answer` is the `data` of each. */
  readonly stream?: true;
  /** Media types of a file that is answered instead of JSON, of any length. */
  readonly download?: readonly [string, ...string[]];
  /** Problems of its own, beyond those that follow from who may call it and what is sent (`problemsOf`). */
  readonly problems?: readonly ProblemCode[];
  /** Takes `Idempotency-Key`. */
  readonly idempotent?: boolean;
  /** The answer carries an `ETag`; a PATCH or DELETE takes `If-Match`. */
  readonly versioned?: boolean;
  /** A list whose answer carries an `ETag` too: it is read often, and asked after with `If-None-Match`. */
  readonly validated?: boolean;
  /** Stricter rate limit: by address and login, or by account where the body has a new `password`. */
  readonly guarded?: boolean | 'new-password';
}

/** Keeps the literal types of a route, so that callers and handlers are typed by it. */
export function route<const R extends Route>(definition: R): R {
  return definition;
}

/** @returns the whole path of a route, with `{id}` for parameters. */
export function pathOf(definition: Route): string {
  return definition.at_root ? definition.path : `/api/v1${definition.path}`;
}

/** Whether a request of the route may say by `If-Match` which version it changes. */
export function takesIfMatch({ versioned, method }: Route): boolean {
  return versioned === true && (method === 'PATCH' || method === 'DELETE');
}

/** Whether a good answer carries an `ETag`. */
export function isTagged({ versioned, validated, answer }: Route): boolean {
  return answer !== undefined && (versioned === true || validated === true);
}

/** Whether a request of the route may say by `If-None-Match` what its caller holds. */
export function takesIfNoneMatch(definition: Route): boolean {
  return definition.method === 'GET' && isTagged(definition);
}

type Typed<S> = S extends TSchema ? Static<S> : undefined;
export type ParamsOf<R extends Route> = Typed<R['params']>;
export type QueryOf<R extends Route> = Typed<R['query']>;
export type BodyOf<R extends Route> = Typed<R['body']>;
export type AnswerOf<R extends Route> = Typed<R['answer']>;
