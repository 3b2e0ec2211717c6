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

const waiting_bytes_max = 8_388_608;

/**
 * Written while others work: a reader of our log that stands still must not stop the shop. Past what may wait, lines
 * are dropped, and how many is told once there is room again.
 */
function patientDestination() {
  const destination = pino.destination({ dest: 2, sync: false, maxLength: waiting_bytes_max });
  let dropped = 0;
  destination.on('drop', () => {
    dropped += 1;
  });
  destination.on('drain', () => {
    if (dropped === 0) return;
    const time = new Date().toISOString();
    destination.write(`${JSON.stringify({ level: 40, time, dropped, msg: 'lines of the log were dropped' })}\n`);
    dropped = 0;
  });
  return destination;
}

/**
 * Structured logs on stderr: a person's lines on a terminal, JSON else. What a command was asked for goes to stdout.
 * @param level one of pino's, or `silent`.
 */
export async function openLog(level: string): Promise<Log> {
  const options = { level, base: undefined, timestamp: stdTimeFunctions.isoTime, redact: { paths: redact } };
  if (!process.stderr.isTTY) return pino(options, patientDestination());
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: 2, sync: true, singleLine: true }));
}
