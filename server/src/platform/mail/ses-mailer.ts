import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { composeMail } from './compose-mail.ts';
import type { SesTransport } from './mail-url.ts';
import type { Mailer } from './mailer.ts';
import { createThrottle } from './throttle.ts';

const send_timeout_ms_usual = 30_000;

/** @returns what SES said; null when it said nothing. */
function wordsOf(error: unknown, timeout_ms: number): string | null {
  if (error instanceof SESv2ServiceException) {
    return `Amazon SES answered ${error.name} (${error.$metadata.httpStatusCode}): ${error.message}`;
  }
  const isLate = error instanceof Error && /^(Abort|Timeout)Error$/.test(error.name);
  return isLate ? `Amazon SES took longer than ${timeout_ms / 1_000} s` : null;
}

/**
 * Hands mail to Amazon SES as a whole message. SES puts a Message-ID of its own in place of ours
 * (https://docs.aws.amazon.com/ses/latest/dg/header-fields.html): a repeat is known there by the other headers.
 */
export function openSesMailer(
  { region, endpoint }: SesTransport,
  { rate_per_second = 0, send_timeout_ms = send_timeout_ms_usual } = {},
): Mailer {
  // One attempt: those who sent the job count the attempts.
  const client = new SESv2Client({ region, maxAttempts: 1, ...(endpoint !== null && { endpoint }) });
  return {
    send_ms_max: send_timeout_ms,
    turn: createThrottle(rate_per_second),
    async send(mail) {
      const command = new SendEmailCommand({
        FromEmailAddress: mail.from.address,
        Destination: { ToAddresses: [mail.to.address] },
        Content: { Raw: { Data: await composeMail(mail) } },
      });
      try {
        await client.send(command, { abortSignal: AbortSignal.timeout(send_timeout_ms) });
      } catch (error) {
        const told = wordsOf(error, send_timeout_ms);
        throw told === null ? error : new Error(told, { cause: error });
      }
    },
    close: async () => client.destroy(),
  };
}
