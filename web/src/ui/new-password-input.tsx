import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { passwordNeeds } from '@orderhouse/contracts';
import { IconCheck } from '@tabler/icons-react';
import { useId } from 'react';
import { useStore } from '../lib/store.ts';
import classes from './new-password-input.module.css';

interface NewPasswordInputProps extends Omit<PasswordInputProps, 'value' | 'defaultValue'> {
  value?: string;
}

/** A password that is to be chosen: what the store wants of it is said, and marked off as one types. */
export function NewPasswordInput({ value = '', ...input }: NewPasswordInputProps) {
  const store = useStore();
  const id = useId();
  const needs = passwordNeeds(value, store);
  return (
    <div>
      <PasswordInput autoComplete="new-password" {...input} value={value} aria-describedby={id} />
      <ul id={id} className={classes.needs} aria-label="What the password needs">
        {needs.map(({ words, isMet }) => (
          <li key={words} data-met={isMet || undefined}>
            <span className={classes.mark}>{isMet && <IconCheck size={14} stroke={2} aria-hidden="true" />}</span>
            {words}
            {isMet && <span className="visually-hidden">, done</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
