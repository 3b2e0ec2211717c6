import type { Api } from './api.ts';
import type { Download } from './client-download.ts';
import type { StreamMessage, StreamOptions } from './client-stream.ts';
import type { AnswerOf, BodyOf, ParamsOf, QueryOf, Route } from './route.ts';

type Empty = Record<never, never>;
/** A part of the input: left out when the route has none, optional when nothing in it is needed. */
type Part<Name extends string, Value> = Value extends undefined
  ? Empty
  : Empty extends Value
    ? { [N in Name]?: Value }
    : { [N in Name]: Value };

type Key<R> = R extends { idempotent: true }
  ? {
      /** Made by the client unless given. Give your own to make a repeat safe across restarts of your program. */
      idempotencyKey?: string;
    }
  : Empty;

type Edit<R> = R extends { versioned: true; method: 'PATCH' | 'DELETE' }
  ? {
      /** `version` of what was read: the change is refused when somebody else was faster. */
      ifVersion?: number;
    }
  : Empty;

/** What every call takes besides what its route takes. */
export interface CallOptions {
  signal?: AbortSignal;
}

type Upload<R> = R extends { multipart: object }
  ? {
      /** A `File` where its name counts. */
      file: Blob;
    }
  : Empty;

export type Input<R extends Route> = Part<'params', ParamsOf<R>> &
  Part<'query', QueryOf<R>> &
  Part<'body', BodyOf<R>> &
  Upload<R> &
  Key<R> &
  Edit<R> &
  CallOptions;

type Arguments<T> = Empty extends T ? [input?: T] : [input: T];

type Rows<R extends Route> =
  AnswerOf<R> extends { data: (infer Row)[]; next_cursor: string | null }
    ? {
        /** Every row, page by page, as they are asked for. */
        all(...input: Arguments<Input<R>>): AsyncGenerator<Row, void, undefined>;
      }
    : Empty;

type Call<R extends Route> = ((
  ...input: Arguments<Input<R>>
) => Promise<R extends { status: 204 } ? void : R extends { download: readonly string[] } ? Download : AnswerOf<R>>) &
  Rows<R>;

/** What happens, for as long as one listens; it connects again by itself and misses nothing. */
type Listen<R extends Route> = (options?: StreamOptions) => AsyncGenerator<StreamMessage<AnswerOf<R>>, void, undefined>;

type MethodOf<R> = R extends { stream: true } & Route ? Listen<R> : R extends Route ? Call<R> : never;

/** A method for every route, named as in `api`. */
export type Client = {
  readonly [Group in keyof Api]: {
    readonly [Name in keyof Api[Group]]: MethodOf<Api[Group][Name]>;
  };
};

/** What a call is given, whichever route it is for. */
export interface AnyInput extends CallOptions {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  file?: Blob;
  idempotencyKey?: string;
  ifVersion?: number;
}
