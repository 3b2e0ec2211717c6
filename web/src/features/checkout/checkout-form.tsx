import { Button, Textarea, TextInput } from '@mantine/core';
import { api, type OrderInput, type User } from '@orderhouse/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { CheckedLine } from '../../lib/cart-check.ts';
import { client } from '../../lib/client.ts';
import { useContractForm } from '../../lib/contract-form.ts';
import { updateUser } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { AddressFields } from '../../ui/address-fields.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { tellDone, tellRefused } from '../../ui/toast.ts';
import { unheardAttempt } from './attempt.ts';
import classes from './checkout.module.css';
import { keepDraft, keptDraft, valuesOf } from './draft.ts';
import { orderBody } from './order-body.ts';
import { OrderSummary } from './order-summary.tsx';
import { PaymentChoice } from './payment-choice.tsx';
import { finishCheckout, placeOrder } from './place-order.ts';

interface CheckoutFormProps {
  user: User;
  lines: readonly CheckedLine[];
  refetch: () => Promise<unknown>;
}

/** What the address was wanted for has happened: that it could not be kept is told, and nothing waits for it. */
function rememberAddress(address: OrderInput['shipping_address']): void {
  client.auth.updateMe({ body: { address } }).then(updateUser, tellRefused);
}

/** Where to, how it is paid, and the one button that orders. */
export function CheckoutForm({ user, lines, refetch }: CheckoutFormProps) {
  const store = useStore();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [hasNewPrices, setNewPrices] = useState(false);
  const [sent, setSent] = useState('');
  const [initialValues] = useState(() => keptDraft(user.id) ?? valuesOf(user, store));
  const { form, onSubmit, isSending, problem } = useContractForm({
    schema: api.orders.place.body,
    initialValues,
    toBody: (values) => orderBody(values, lines),
    send: async (body) => {
      setNewPrices(false);
      setSent(JSON.stringify(body));
      return placeOrder(queries, body, lines);
    },
    onDone: async (order) => {
      if (order === null) {
        setNewPrices(true);
        await refetch();
        return;
      }
      const now = form.getValues();
      if (now.remember) rememberAddress(orderBody(now, lines).shipping_address);
      if (order.payment_provider === 'simulated') {
        await navigate({ to: '/checkout', search: { order: order.id }, replace: true });
      } else {
        tellDone(`Thank you! Order ${order.number} is placed.`);
        await navigate({ to: '/orders/$orderId', params: { orderId: order.id }, replace: true });
      }
      finishCheckout(order, lines);
      void queries.invalidateQueries({ queryKey: ['orders'] });
    },
    // What was typed is kept beside the page.
    keepsChanges: false,
  });
  const values = form.getValues();
  useEffect(() => keepDraft(user.id, values), [user.id, values]);
  const body = orderBody(values, lines);
  const unheard = isSending ? 'none' : unheardAttempt(body);
  // The order of which nothing was heard may be what took the last unit.
  const told = unheard === 'this' ? lines.map((line) => ({ ...line, trouble: null })) : lines;
  const isTroubled = told.some(({ trouble }) => trouble !== null);
  return (
    <form onSubmit={onSubmit} noValidate className={classes.columns}>
      <div className={classes.fields}>
        <section>
          <h2 className={classes.title}>Where it goes</h2>
          <AddressFields bind={(field) => form.getInputProps(`shipping_address.${field}`)} />
          <label className={classes.remember}>
            <input
              type="checkbox"
              checked={values.remember}
              onChange={({ currentTarget }) => form.setFieldValue('remember', currentTarget.checked)}
            />
            Remember this as my address
          </label>
        </section>
        <section>
          <h2 className={classes.title}>If there is a question</h2>
          <TextInput label="Phone (optional)" type="tel" autoComplete="shipping tel" {...form.getInputProps('phone')} />
          <Textarea
            label="Notes for your order (optional)"
            mt="sm"
            autosize
            minRows={2}
            maxLength={2_000}
            {...form.getInputProps('notes')}
          />
        </section>
        <PaymentChoice
          providers={store.payment_providers}
          value={values.provider}
          onChange={(provider) => form.setFieldValue('provider', provider)}
        />
      </div>
      <section className={classes.summary} aria-labelledby="your-order">
        <h2 id="your-order" className={classes.title}>
          Your order
        </h2>
        <OrderSummary lines={told} />
        {/* What was mended since is not held against anybody. */}
        {sent === JSON.stringify(body) && (
          <FormProblem problem={problem && (isTroubled ? { ...problem, besides: [] } : problem)} />
        )}
        {hasNewPrices && (
          <p role="alert" className={classes.hint}>
            A price has changed since you looked, and nothing was ordered. Look at the new sum, then order.
          </p>
        )}
        {unheard === 'this' && (
          <p role="status" className={classes.hint}>
            We did not hear whether this order arrived. Send it again: it will not be placed twice.
          </p>
        )}
        {unheard === 'other' && (
          <p role="status" className={classes.hint}>
            We did not hear whether the order before this one arrived. Look at{' '}
            <TextLink to="/orders" inherit>
              your orders
            </TextLink>{' '}
            before you send another.
          </p>
        )}
        {isTroubled && (
          <p role="status" className={classes.hint}>
            Mend what is marked above, then order. Nothing else is lost.
          </p>
        )}
        <Button type="submit" size="md" fullWidth loading={isSending} disabled={isTroubled}>
          Place order
        </Button>
      </section>
    </form>
  );
}
