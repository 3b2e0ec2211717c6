import type { Notification } from '@orderhouse/contracts';
import { Status } from '../../ui/status.tsx';
import { stateWords } from './mail-words.ts';

export function MailState({ mail }: { mail: Pick<Notification, 'state' | 'attempts'> }) {
  const { tone, word } = stateWords[mail.state];
  const isAgain = mail.state === 'sending' && mail.attempts > 0;
  return <Status tone={tone} word={isAgain ? `${word}, attempt ${mail.attempts + 1}` : word} />;
}
