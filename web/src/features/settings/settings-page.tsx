import { Button, Checkbox, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { api, paymentProviders, type Store } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { sendOrReread, useRecordForm } from '../../lib/record-form.ts';
import { storeQuery, useStore } from '../../lib/store.ts';
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Page } from '../../ui/page.tsx';
import { tellDone } from '../../ui/toast.ts';
import { MinutesInput } from './minutes-input.tsx';
import { locales, nameOfLocale, timeZones } from './places.ts';
import classes from './settings.module.css';
import { SettingsSection } from './settings-section.tsx';
import { changeOf, fieldWords, valuesOf, withCurrent } from './settings-values.ts';

const zones = timeZones();
const paymentWords = {
  manual: { label: 'Invoice', description: 'Somebody settles it by hand, as when money has come to the bank.' },
  simulated: { label: 'Simulated card', description: 'For trying out: no money moves.' },
} as const;

function useSettingsForm(store: Store) {
  const queries = useQueryClient();
  const { queryKey } = storeQuery;
  const contract = useContractForm({
    schema: api.store.update.body,
    initialValues: valuesOf(store),
    toBody: changeOf,
    send: (body) =>
      sendOrReread(
        () => client.store.update({ body, ifVersion: store.version }),
        () => queries.invalidateQueries({ queryKey }),
      ),
    onDone: (saved) => {
      contract.form.resetDirty();
      queries.setQueryData(queryKey, saved);
      tellDone('Saved. It holds from now on.');
    },
  });
  return contract;
}

/** The settings of the store, each with what it does. */
export function SettingsPage() {
  const store = useStore();
  const { form, onSubmit, isSending, problem } = useSettingsForm(store);
  const { changed, takeOver } = useRecordForm(form, valuesOf(store));
  const { values } = form;
  return (
    <Page title="Settings" about="How this store works, for everybody who uses it." isNarrow>
      <form onSubmit={onSubmit} noValidate className={classes.form}>
        <ChangedMeanwhile fields={changed.map((name) => fieldWords[name] ?? name)} takeOver={takeOver} />
        <SettingsSection title="The store">
          <TextInput
            label="Name"
            description="Stands at the top of every page and in every mail."
            {...form.getInputProps('name')}
          />
          <Select
            label="Time zone"
            description="By its clock times are shown, and days begin in the reports. After a change all sales are counted again."
            searchable
            allowDeselect={false}
            limit={100}
            data={withCurrent(zones, values.time_zone)}
            {...form.getInputProps('time_zone')}
          />
          <Select
            label="Language of numbers and dates"
            description="How money, times and countries are written, on pages and in mails."
            searchable
            allowDeselect={false}
            data={withCurrent(locales, values.locale).map((value) => ({ value, label: nameOfLocale(value) }))}
            {...form.getInputProps('locale')}
          />
          <TextInput
            label="Currency"
            description="Prices are in it for good: it is chosen when the store is made."
            value={store.currency}
            readOnly
            variant="filled"
          />
        </SettingsSection>
        <SettingsSection title="Orders">
          <MinutesInput
            label="Time to cancel"
            description="So long customers may cancel by themselves after ordering. 0: not at all."
            {...form.getInputProps('cancel_window_seconds')}
          />
          <MinutesInput
            label="Time until processing"
            description="After so long a pending order goes to processing by itself, and vendors can begin."
            {...form.getInputProps('auto_process_after_seconds')}
          />
          <Checkbox.Group
            label="Ways to pay"
            description="What customers can choose from when they order."
            {...form.getInputProps('payment_providers')}
          >
            <Stack gap="sm" mt="xs">
              {paymentProviders.map((value) => (
                <Checkbox key={value} value={value} {...paymentWords[value]} />
              ))}
            </Stack>
          </Checkbox.Group>
        </SettingsSection>
        <SettingsSection title="Stock">
          <NumberInput
            label="Stock runs low at"
            description="When so many units of a variant are left, its vendor is told, unless the variant has a number of its own. 0: only when it is sold out."
            min={0}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            {...form.getInputProps('low_stock_threshold')}
          />
        </SettingsSection>
        <SettingsSection title="Accounts">
          <Switch
            label="Anybody may open an account"
            description="Otherwise admins create them."
            {...form.getInputProps('open_registration', { type: 'checkbox' })}
          />
          <NumberInput
            label="Length of passwords"
            description="A new password has at least so many characters. Passwords that there are stay good."
            min={8}
            max={128}
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('password_length_min')}
          />
          <Switch
            label="Passwords need every kind of character"
            description="An upper and a lower case letter, a digit and a special character."
            {...form.getInputProps('password_needs_all_kinds', { type: 'checkbox' })}
          />
        </SettingsSection>
        <FormProblem problem={problem} />
        <div className={classes.save}>
          <Button type="submit" loading={isSending} disabled={!form.isDirty()}>
            Save settings
          </Button>
        </div>
      </form>
    </Page>
  );
}
