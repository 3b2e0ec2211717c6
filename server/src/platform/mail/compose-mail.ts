import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail, Mailbox } from './mailer.ts';

/** What looks as if RFC 2047 had encoded it already would be decoded, to whatever stands in it. */
const plain = (text: string) => text.replaceAll('=?', '= ?');
const plainly = ({ name, address }: Mailbox) => ({ name: plain(name), address });

/**
 * Puts a mail into the form of RFC 5322, in lines of plain ASCII: what is not goes by RFC 2047 and quoted-printable.
 * Line breaks in names and subjects become spaces, so that nobody can add a header.
 */
export async function composeMail({ message_id, from, to, subject, ...mail }: Mail): Promise<Buffer> {
  const composer = new MailComposer({
    ...mail,
    from: plainly(from),
    to: plainly(to),
    subject: plain(subject),
    messageId: message_id,
    headers: { ...mail.headers },
    textEncoding: 'quoted-printable',
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
