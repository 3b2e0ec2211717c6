import { fileURLToPath } from 'node:url';
import { isThisMachine } from '../is-this-machine.ts';

/** How a connection to an SMTP server is kept from being read: from the first byte, from STARTTLS on, or as it comes. */
export type SmtpSecurity = 'implicit' | 'required' | 'optional' | 'off';

export interface SmtpTransport {
  kind: 'smtp';
  host: string;
  port: number;
  security: SmtpSecurity;
  auth: { user: string; pass: string } | null;
  /** At the same time, of one process. */
  connections_max: number;
}

export interface SesTransport {
  kind: 'ses';
  region: string;
  /** Of something that speaks its protocol; Amazon's own when null. */
  endpoint: string | null;
}

/** Where mail goes. A folder of null is the one that belongs to the data. */
export type MailTransport = { kind: 'files'; folder: string | null } | SmtpTransport | SesTransport;

/** What is wrong with a MAIL_URL; it repeats nothing of it, as a password may stand there. */
export class MailUrlFault extends Error {}

const connections_default = 5;
const connections_most = 100;

function refuseUnknown(url: URL, known: readonly string[]): void {
  const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const takes = known.length > 0 ? `takes ${known.join(' and ')}` : 'takes none';
  throw new MailUrlFault(`has a parameter that is none: ${url.protocol}// ${takes}`);
}

function filesOf(url: URL): MailTransport {
  refuseUnknown(url, []);
  if (url.host !== '') throw new MailUrlFault('must name a folder of this machine: file: or file:///folder');
  return { kind: 'files', folder: url.pathname === '/' || url.pathname === '' ? null : fileURLToPath(url) };
}

function securityOf(url: URL): SmtpSecurity {
  const tls = url.searchParams.get('tls');
  if (url.protocol === 'smtps:') {
    if (tls !== null) throw new MailUrlFault('takes tls with smtp:// only; smtps:// is encrypted from the first byte');
    return 'implicit';
  }
  // Whoever stands in between could take STARTTLS out of what the server offers, and read along.
  if (tls === null) return isThisMachine(url.hostname) ? 'optional' : 'required';
  if (tls === 'required' || tls === 'optional' || tls === 'off') return tls;
  throw new MailUrlFault('takes tls=required, tls=optional or tls=off');
}

function connectionsOf(url: URL): number {
  const text = url.searchParams.get('connections');
  if (text === null) return connections_default;
  const connections = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (connections >= 1 && connections <= connections_most) return connections;
  throw new MailUrlFault(`takes connections from 1 to ${connections_most}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new MailUrlFault('has a % in its user or password that is not written %25');
  }
}

function smtpOf(url: URL): MailTransport {
  refuseUnknown(url, ['tls', 'connections']);
  if (url.hostname === '' || !/^\/?$/.test(url.pathname)) {
    throw new MailUrlFault('must be like smtp://user:password@host:587');
  }
  const security = securityOf(url);
  return {
    kind: 'smtp',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    // RFC 8314 and RFC 6409: the ports of submission.
    port: url.port === '' ? (security === 'implicit' ? 465 : 587) : Number(url.port),
    security,
    auth: url.username === '' ? null : { user: decoded(url.username), pass: decoded(url.password) },
    connections_max: connectionsOf(url),
  };
}

function sesOf(url: URL): MailTransport {
  refuseUnknown(url, ['endpoint']);
  const endpoint = url.searchParams.get('endpoint');
  if (!/^[a-z0-9-]+$/.test(url.host) || !/^\/?$/.test(url.pathname) || url.username !== '') {
    throw new MailUrlFault('must be like ses://eu-west-1; credentials come as with every program of AWS');
  }
  if (endpoint !== null && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new MailUrlFault('takes an endpoint that begins with http:// or https://');
  }
  return { kind: 'ses', region: url.host, endpoint };
}

/** Reads a MAIL_URL. @throws MailUrlFault saying what it should be. */
export function parseMailUrl(text: string): MailTransport {
  const url = URL.parse(text);
  if (url?.protocol === 'file:') return filesOf(url);
  if (url?.protocol === 'smtp:' || url?.protocol === 'smtps:') return smtpOf(url);
  if (url?.protocol === 'ses:') return sesOf(url);
  throw new MailUrlFault('must be a URL that begins with file:, smtp://, smtps:// or ses://');
}
