import { type Logger, pino, stdTimeFunctions } from 'pino';

export type Log = Logger;

// What a log must never hold, wherever a caller or a library puts it.
const secretFields = [
  'password',
  'current_password',
  'new_password',
  'password_hash',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  '["set-cookie"]',
];
const redact = secretFields.flatMap((field) => {
  const step = field.startsWith('[') ? field : `.${field}`;
  return [field, `*${step}`, `*.*${step}`];
});

/**
 * Structured logs on stderr: a person's lines on a terminal, JSON else. What a command was asked for goes to stdout.
 * @param level one of pino's, or `silent`.
 */
export async function openLog(level: string): Promise<Log> {
  const options = { level, base: undefined, timestamp: stdTimeFunctions.isoTime, redact: { paths: redact } };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ dest: 2, sync: true }));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: 2, sync: true, singleLine: true }));
}
