import { createTransport } from 'nodemailer';
import { composeMail } from './compose-mail.ts';
import type { SmtpTransport } from './mail-url.ts';
import type { Mailer } from './mailer.ts';
import { createThrottle } from './throttle.ts';

interface SmtpLimits {
  rate_per_second?: number;
  /** Of one mail, from the first byte to the server's word. */
  send_timeout_ms?: number;
}

const send_timeout_ms_usual = 30_000;
const idle_timeout_ms = 30_000;
const messages_per_connection_max = 100;

/** What the library tells of a conversation that went wrong; the reply begins with its code (RFC 5321, 4.2). */
interface SmtpFailure extends Error {
  command?: string;
  response?: string;
  responseCode?: number;
}

/** @returns what the server said, and to what; null when it said nothing. */
function wordsOf(error: unknown, timeout_ms: number): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'AbortError') return `the SMTP server took longer than ${timeout_ms / 1_000} s`;
  const { command, response, responseCode }: SmtpFailure = error;
  if (responseCode === undefined || response === undefined) return null;
  return `the SMTP server answered ${command ?? 'us'} with ${response.replaceAll(/\s+/g, ' ').trim()}`;
}

/**
 * Hands mail to an SMTP server, over connections that are kept for the next one. What was being sent when a connection
 * broke is not sent again here: whether it arrived is not known, and the one who asked decides.
 */
export function openSmtpMailer(
  { host, port, security, auth, connections_max }: SmtpTransport,
  { rate_per_second = 0, send_timeout_ms = send_timeout_ms_usual }: SmtpLimits = {},
): Mailer {
  const transport = createTransport({
    pool: true,
    host,
    port,
    secure: security === 'implicit',
    requireTLS: security === 'required',
    ignoreTLS: security === 'off',
    ...(auth && { auth }),
    maxConnections: connections_max,
    maxMessages: messages_per_connection_max,
    maxRequeues: 0,
    idleTimeout: idle_timeout_ms,
    dnsTimeout: send_timeout_ms,
    connectionTimeout: send_timeout_ms,
    greetingTimeout: send_timeout_ms,
    socketTimeout: send_timeout_ms,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send_ms_max: send_timeout_ms,
    turn: createThrottle(rate_per_second),
    async send(mail) {
      const raw = await composeMail(mail);
      const envelope = { from: mail.from.address, to: [mail.to.address] };
      try {
        await transport.sendMail({ envelope, raw, signal: AbortSignal.timeout(send_timeout_ms) });
      } catch (error) {
        const told = wordsOf(error, send_timeout_ms);
        throw told === null ? error : new Error(told, { cause: error });
      }
    },
    close: async () => transport.close(),
  };
}
