import { CopyButton, Title, UnstyledButton } from '@mantine/core';
import type { Fulfillment, Order, OrderLine } from '@orderhouse/contracts';
import { useSession } from '../../lib/session.ts';
import { Money } from '../../ui/money.tsx';
import { Person } from '../../ui/person.tsx';
import { OrderState } from '../../ui/status.tsx';
import { Time } from '../../ui/time.tsx';
import classes from './order.module.css';
import { type Parcel, parcelsOf } from './parcels.ts';
import { ProductLink } from './product-link.tsx';

function Tracking({
  fulfillment: { carrier, tracking_number, shipped_at, delivered_at },
}: {
  fulfillment: Fulfillment;
}) {
  if (!carrier && !tracking_number && !shipped_at) return null;
  return (
    <p className={classes.tracking}>
      {carrier && <span>{carrier}</span>}
      {tracking_number && (
        <CopyButton value={tracking_number}>
          {({ copied, copy }) => (
            <UnstyledButton
              onClick={copy}
              className={classes.number}
              aria-label={`Copy tracking number ${tracking_number}`}
            >
              {tracking_number} <span aria-live="polite">{copied ? 'Copied' : ''}</span>
            </UnstyledButton>
          )}
        </CopyButton>
      )}
      {delivered_at ? (
        <span>
          delivered <Time at={delivered_at} />
        </span>
      ) : (
        shipped_at && (
          <span>
            shipped <Time at={shipped_at} />
          </span>
        )
      )}
    </p>
  );
}

function Lines({ lines, currency }: { lines: readonly OrderLine[]; currency: string }) {
  return (
    <ul className={classes.lines}>
      {lines.map((line) => (
        <li key={line.line_no}>
          <span className={`${classes.quantity} figures`}>{line.quantity} ×</span>
          <span className={classes.what}>
            <ProductLink line={line} />
            <small>
              {line.sku} · <Money minor={line.unit_price} currency={currency} /> each
            </small>
          </span>
          <Money minor={line.line_total} currency={currency} />
        </li>
      ))}
    </ul>
  );
}

function ParcelTitle({ parcel, place, of }: { parcel: Parcel; place: number; of: number }) {
  const { user } = useSession();
  if (user?.role === 'admin') return <Person id={parcel.fulfillment.vendor_id} otherwise={`Part ${place}`} />;
  if (user?.role === 'vendor') return 'Your part';
  return of === 1 ? 'In one parcel' : `Parcel ${place} of ${of}`;
}

/** What was ordered, by the parcels in which it comes, and how far each is. */
export function OrderParcels({ order }: { order: Order }) {
  const { user } = useSession();
  const parcels = parcelsOf(order);
  return (
    <section aria-labelledby="parcels">
      <Title order={2} id="parcels" mb="xs">
        {user?.role === 'vendor' ? 'What to send' : 'What was ordered'}
      </Title>
      {parcels.map((parcel, index) => (
        <div key={parcel.fulfillment.vendor_id} className={classes.parcel}>
          <div className={classes.parcelHead}>
            <h3>
              <ParcelTitle parcel={parcel} place={index + 1} of={parcels.length} />
            </h3>
            <OrderState status={parcel.fulfillment.status} />
          </div>
          <Tracking fulfillment={parcel.fulfillment} />
          <Lines lines={parcel.lines} currency={order.currency} />
        </div>
      ))}
      <p className={classes.total}>
        <span>{user?.role === 'vendor' ? 'Your lines' : 'Total'}</span>
        <Money minor={order.total} currency={order.currency} />
      </p>
    </section>
  );
}
