import type { Session } from './accounts.ts';
import { OrderhouseError } from './client-error.ts';

/** How the client signs in by itself. */
export type Credentials = { password: string } & ({ email: string } | { username: string });

/** The pair of tokens that a program may keep, to go on with it later. */
export interface Tokens {
  access_token: string;
  refresh_token: string;
}

export interface SessionSource {
  /** A bearer token, or what gives one for each request. */
  token?: string | (() => string | Promise<string>);
  /** Signs in with these at the first call, and again when the session has ended. */
  login?: Credentials;
  /** Goes on with a session of before. */
  session?: Tokens;
  /** Called with each new pair of tokens, and with null when the session has ended. */
  onSession?: (tokens: Tokens | null) => void;
}

/** What the session asks of the API; neither call carries a token. */
export interface SessionCalls {
  login(credentials: Credentials): Promise<Session>;
  refresh(refreshToken: string): Promise<Session>;
}

/** The token of the next request. A new pair is fetched once, however many calls find the old one expired. */
export class SessionKeeper {
  readonly #source: SessionSource;
  readonly #calls: SessionCalls;
  #tokens: Tokens | null;
  #renewing: Promise<string | null> | null = null;

  constructor(source: SessionSource, calls: SessionCalls) {
    this.#source = source;
    this.#calls = calls;
    this.#tokens = source.session ?? null;
  }

  /** @returns the token to send, or null when nobody is signed in. */
  async token(): Promise<string | null> {
    const { token, login } = this.#source;
    if (token !== undefined) return typeof token === 'function' ? token() : token;
    if (this.#renewing) return this.#renewing;
    if (this.#tokens) return this.#tokens.access_token;
    return login ? this.#renew() : null;
  }

  /** @returns another token than the one that was refused, or null when there is none to be had. */
  async replace(refused: string): Promise<string | null> {
    if (this.#source.token !== undefined) return null;
    if (this.#renewing) return this.#renewing;
    if (this.#tokens && this.#tokens.access_token !== refused) return this.#tokens.access_token;
    return this.#renew();
  }

  adopt(session: Session): void {
    if (session.access_token === undefined || session.refresh_token === undefined) return;
    this.#tokens = { access_token: session.access_token, refresh_token: session.refresh_token };
    this.#source.onSession?.(this.#tokens);
  }

  end(): void {
    this.#tokens = null;
    this.#source.onSession?.(null);
  }

  #renew(): Promise<string | null> {
    this.#renewing ??= this.#fetch().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #fetch(): Promise<string | null> {
    const { login } = this.#source;
    const known = this.#tokens;
    if (known) {
      try {
        this.adopt(await this.#calls.refresh(known.refresh_token));
        return this.#tokens?.access_token ?? null;
      } catch (error) {
        // Whatever else went wrong may pass, and the session is still good then.
        if (!(error instanceof OrderhouseError) || error.code !== 'invalid_token') throw error;
        this.end();
        if (!login) throw error;
      }
    }
    if (!login) return null;
    this.adopt(await this.#calls.login(login));
    return this.#tokens?.access_token ?? null;
  }
}
