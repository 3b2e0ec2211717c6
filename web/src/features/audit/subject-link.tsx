import type { LogEvent } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { subjectWords } from '../../lib/event-words.ts';
import { TextLink } from '../../ui/link-button.tsx';
import { Person } from '../../ui/person.tsx';
import { orderNumberQuery, productNameQuery, variantNameQuery } from './name-queries.ts';

function OrderLink({ id }: { id: string }) {
  const { data } = useQuery(orderNumberQuery(id));
  return (
    <TextLink to="/orders/$orderId" params={{ orderId: id }}>
      {subjectWords.order} {data}
    </TextLink>
  );
}

function ProductLink({ id }: { id: string }) {
  const { data } = useQuery(productNameQuery(id));
  return (
    <TextLink to="/manage/products/$productId" params={{ productId: id }}>
      {data ?? subjectWords.product}
    </TextLink>
  );
}

function VariantLink({ id }: { id: string }) {
  const { data } = useQuery(variantNameQuery(id));
  // What is sold no more has no page, and its name went with it.
  if (!data) return <>{subjectWords.variant}</>;
  return (
    <TextLink to="/manage/stock" search={{ product: data.product.id, variant: id }}>
      {data.product.name}, {data.sku}
    </TextLink>
  );
}

/** The way to what an event is about, where there is a page of it. */
export function SubjectLink({ subject_type, subject_id, type, actor_id }: LogEvent) {
  const words = subjectWords[subject_type];
  // Of what was deleted there is no page.
  if (type.endsWith('.deleted') && subject_type !== 'category') return <>{words}</>;
  switch (subject_type) {
    case 'order':
      return <OrderLink id={subject_id} />;
    case 'product':
      return <ProductLink id={subject_id} />;
    case 'user':
      return actor_id === subject_id ? 'Own account' : <Person id={subject_id} otherwise={words} />;
    case 'webhook_endpoint':
      return (
        <TextLink to="/webhooks/$endpointId" params={{ endpointId: subject_id }}>
          {words}
        </TextLink>
      );
    case 'import':
      return (
        <TextLink to="/imports/$importId" params={{ importId: subject_id }}>
          {words}
        </TextLink>
      );
    case 'store':
      return <TextLink to="/settings">Settings</TextLink>;
    case 'category':
      return <TextLink to="/manage/categories">{words}</TextLink>;
    case 'variant':
      return <VariantLink id={subject_id} />;
  }
}
