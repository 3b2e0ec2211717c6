import { type UseFormReturnType, useForm } from '@mantine/form';
import type { TSchema } from '@orderhouse/contracts';
import { useBlocker } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type FieldErrors, faultsOf, refusedFields } from './form-errors.ts';
import { wordsOf } from './problem-words.ts';
import { useUnsavedForm } from './unsaved-forms.ts';

export interface ContractForm<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>;
  /** Of the `<form>`: judges, sends, and puts what the server refuses at its fields. */
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  isSending: boolean;
  /** Why it was refused, and what of that stands at no field; null when it was not. */
  problem: { words: string; besides: string[] } | null;
}

interface Parts<Values, Body, Answer> {
  /** The body's schema in the contract. */
  schema: TSchema;
  initialValues: Values;
  /** The body that the fields make. A field that is left empty is left out, or `null`, as the route has it. */
  toBody: (values: Values) => Body;
  send: (body: Body, values: Values) => Promise<Answer>;
  onDone: (answer: Answer) => void | Promise<void>;
  /** Asks before a page is left on which something was changed; so unless it is `false`. */
  keepsChanges?: boolean;
}

/** What of the refusal the form has no field for. */
function besidesOf(errors: FieldErrors, values: Record<string, unknown>): string[] {
  const names = new Set(Object.keys(values));
  return Object.entries(errors)
    .filter(([path]) => !names.has(path.split('.', 1)[0] ?? ''))
    .map(([, message]) => message);
}

/**
 * A form whose fields are judged by the schema of the API, on blur and on submit, and which keeps what was typed
 * whatever happens: a refusal stands at its field, and leaving with changes is asked about.
 */
export function useContractForm<Values extends Record<string, unknown>, Body, Answer>({
  schema,
  initialValues,
  toBody,
  send,
  onDone,
  keepsChanges = true,
}: Parts<Values, Body, Answer>): ContractForm<Values> {
  const [problem, setProblem] = useState<ContractForm<Values>['problem']>(null);
  const [isSending, setSending] = useState(false);
  // A second click comes before the first has drawn the button as busy.
  const sending = useRef(false);
  const isDone = useRef(false);
  const form = useForm<Values>({
    initialValues,
    validateInputOnBlur: true,
    validate: (values) => faultsOf(schema, toBody(values)),
  });
  const element = useRef<HTMLFormElement | null>(null);
  useBlocker({
    shouldBlockFn: () =>
      keepsChanges && !isDone.current && form.isDirty() && !window.confirm('Leave without saving what you changed?'),
    enableBeforeUnload: () => keepsChanges && !isDone.current && form.isDirty(),
  });

  useUnsavedForm(() => !isDone.current && form.isDirty());

  // The first field that is not right is where the hands are wanted next, also when it was told of on blur already.
  const [rounds, setRounds] = useState(0);
  const faults = Object.keys(form.errors).join();
  useEffect(() => {
    if (faults === '' || isSending) return;
    element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    element.current = null;
  }, [faults, isSending, rounds]);

  const submit = async (values: Values) => {
    if (sending.current) return;
    sending.current = true;
    setSending(true);
    setProblem(null);
    try {
      const answer = await send(toBody(values), values);
      isDone.current = true;
      const typed = form.getValues();
      await onDone(answer);
      // What stays on its page is changed from here on anew; a form that was emptied begins as it is now.
      form.resetDirty(form.getValues() === typed ? values : undefined);
      isDone.current = false;
    } catch (error) {
      isDone.current = false;
      const refused = refusedFields(error);
      form.setErrors(refused);
      setProblem({ words: wordsOf(error), besides: besidesOf(refused, values) });
    } finally {
      sending.current = false;
      setSending(false);
    }
  };

  const judged = form.onSubmit(submit);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    element.current = event.currentTarget;
    setRounds((round) => round + 1);
    judged(event);
  };
  return { form, onSubmit, isSending, problem };
}

/** @returns the object without what was left empty, at any depth; an object of nothing else is left out too. */
export function withoutBlanks<T extends Record<string, unknown>>(values: T): Partial<T> {
  const kept: [string, unknown][] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === '' || value === undefined) continue;
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
    const inner = isPlain ? withoutBlanks(value as Record<string, unknown>) : value;
    if (isPlain && Object.keys(inner as object).length === 0) continue;
    kept.push([name, inner]);
  }
  return Object.fromEntries(kept) as Partial<T>;
}
