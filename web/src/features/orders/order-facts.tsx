import { Anchor, Group, Title } from '@mantine/core';
import type { Order } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { countriesIn } from '../../lib/countries.ts';
import { useSession } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { Facts } from '../../ui/facts.tsx';
import { TextLink } from '../../ui/link-button.tsx';
import { PaymentState } from '../../ui/status.tsx';
import { CorrectOrder } from './correct-order.tsx';
import classes from './order.module.css';
import { paymentsQuery } from './queries.ts';
import { SettlePayment } from './settle-payment.tsx';
import { isMoot, mayCorrect } from './steps.ts';

const providerWords: Readonly<Record<string, string>> = {
  manual: 'By invoice',
  simulated: 'Simulated, for trying out',
};

/** Where an order goes, as it is written on a parcel. */
function ShippingAddress({ to }: { to: Order['shipping_address'] }) {
  const { locale } = useStore();
  const country = countriesIn(locale).find(({ code }) => code === to.country)?.name ?? to.country_name ?? to.country;
  const town = [to.city, to.postal_code].filter(Boolean).join(' ');
  const lines = [...new Set([to.name, to.line1, to.line2, town, to.region, country])].filter((line) => line);
  if (lines.length === 0) return 'Not known';
  return (
    <address className={classes.address}>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </address>
  );
}

function Customer({ customer: { id, full_name, email, reference } }: Order) {
  const { user } = useSession();
  const name = full_name ?? email ?? reference ?? 'Not known';
  return (
    <>
      {user?.role === 'admin' && id !== null ? (
        <TextLink to="/users/$userId" params={{ userId: id }}>
          {name}
        </TextLink>
      ) : (
        name
      )}
      {email && email !== name && (
        <>
          <br />
          <Anchor href={`mailto:${email}`}>{email}</Anchor>
        </>
      )}
      {reference && reference !== name && (
        <>
          <br />
          Customer {reference}
        </>
      )}
    </>
  );
}

/** What was tried to pay the order, where there is more to say than that it is paid. */
function PaymentDetail({ order }: { order: Order }) {
  const { data } = useQuery({ ...paymentsQuery(order.id), enabled: order.payment_status !== 'unpaid' });
  const last = data?.data.at(-1);
  const told = last?.reference ?? (last?.failure === 'declined' ? null : last?.failure);
  return told ? <span className={classes.detail}>{told}</span> : null;
}

/** For whom an order is, where it goes, and how it is paid. */
export function OrderFacts({ order }: { order: Order }) {
  const { user } = useSession();
  const role = user?.role ?? 'anonymous';
  return (
    <section aria-labelledby="details">
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={2} id="details">
          Details
        </Title>
        <CorrectOrder order={order} isOffered={mayCorrect(order, role)} />
      </Group>
      <Facts
        of={[
          ...(role === 'customer' ? [] : [['Customer', <Customer key="customer" {...order} />] as const]),
          ['Goes to', <ShippingAddress key="address" to={order.shipping_address} />],
          ['Phone', order.phone ?? 'None given'],
          ...(order.notes === null
            ? []
            : [
                [
                  'Notes',
                  <span key="notes" className={classes.notes}>
                    {order.notes}
                  </span>,
                ] as const,
              ]),
          [
            'Payment',
            <div key="payment">
              {isMoot(order) ? 'Nothing is to be paid' : <PaymentState status={order.payment_status} />}
              <PaymentDetail order={order} />
              <SettlePayment order={order} />
            </div>,
          ],
          ['Way of paying', providerWords[order.payment_provider ?? ''] ?? order.payment_provider ?? 'Not known'],
          ...(order.external_reference === null ? [] : [['Imported as', order.external_reference] as const]),
        ]}
      />
    </section>
  );
}
