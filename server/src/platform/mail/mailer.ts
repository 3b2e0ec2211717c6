export interface Mailbox {
  /** As a person reads it; empty where there is none. */
  name: string;
  address: string;
}

/** A mail, before it is put into the form of RFC 5322. */
export interface Mail {
  from: Mailbox;
  to: Mailbox;
  subject: string;
  text: string;
  html: string;
  /** With its angle brackets; the same over all attempts, so that a repeat can be recognised. */
  message_id: string;
  /** The same over all attempts too. */
  date: Date;
  headers: Readonly<Record<string, string>>;
}

/** Hands mail over to whoever delivers it. */
export interface Mailer {
  /** An attempt to send is over after this time, one way or the other. */
  readonly send_ms_max: number;
  /** Resolves when the next mail may go, so that a provider's limit is respected. Each call is one turn. */
  turn(): Promise<void>;
  /** @throws whatever the other side, or the way to it, had against it. The same mail may then be sent again. */
  send(mail: Mail): Promise<void>;
  close(): Promise<void>;
}

/** A mail that was written into a folder, read back. */
export interface WrittenMail {
  text: string;
  html: string;
  /** The whole message, RFC 5322. */
  source: string;
}
