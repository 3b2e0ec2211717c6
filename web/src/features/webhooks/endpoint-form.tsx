import { Button, Group, Stack, TextInput } from '@mantine/core';
import { api, type BodyOf, type webhookEndpoints } from '@orderhouse/contracts';
import { useContractForm } from '../../lib/contract-form.ts';
import { useRecordForm } from '../../lib/record-form.ts';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import type { WebhookType } from './event-groups.ts';
import { EventTypesField } from './event-types-field.tsx';

export interface EndpointValues extends Record<string, unknown> {
  url: string;
  description: string;
  event_types: WebhookType[];
}

const fieldWords: Readonly<Record<string, string>> = {
  url: 'address',
  description: 'what it is for',
  event_types: 'events',
};

interface EndpointFormProps<Answer> {
  /** What it holds now: others may change it while the form is open. */
  initialValues: EndpointValues;
  verb: string;
  send: (body: BodyOf<typeof webhookEndpoints.create>) => Promise<Answer>;
  onDone: (answer: Answer) => void;
}

/** Where events are sent, and which. */
export function EndpointForm<Answer>({ initialValues, verb, send, onDone }: EndpointFormProps<Answer>) {
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.webhookEndpoints.create.body,
    initialValues,
    toBody: (values) => values,
    send,
    onDone,
    keepsChanges: false,
  });
  const { changed, takeOver } = useRecordForm(form, initialValues);
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <ChangedMeanwhile fields={changed.map((name) => fieldWords[name] ?? name)} takeOver={takeOver} />
        <TextInput
          label="Address"
          type="url"
          placeholder="https://hooks.example.com/orderhouse"
          description="Where it is sent: https, and to be reached from the internet."
          data-autofocus
          {...form.getInputProps('url')}
        />
        <TextInput label="What it is for (optional)" placeholder="Accounting" {...form.getInputProps('description')} />
        <EventTypesField
          value={form.values.event_types}
          onChange={(types) => form.setFieldValue('event_types', types)}
          error={form.errors.event_types}
        />
        <FormProblem problem={problem} />
        <Group justify="flex-end">
          <Button type="submit" loading={isSending}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
