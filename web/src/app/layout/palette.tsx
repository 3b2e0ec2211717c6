import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import { IconBox, IconSearch, IconShoppingBag } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type FocusEvent, useEffect, useState } from 'react';
import { client } from '../../lib/client.ts';
import { formatMoney } from '../../lib/money.ts';
import { useMay, useSession } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { orderWords } from '../../ui/status.tsx';
import { roomsOf } from './rooms-of.ts';

const [store, actions] = createSpotlight();
const settled_ms = 150;
const hits_max = 5;

/** @returns the orders that a text may mean: that number, or that customer. */
function useOrdersLike(text: string, isAsked: boolean) {
  const number = /^#?\d{1,15}$/.test(text) ? Number(text.replace('#', '')) : undefined;
  return useQuery({
    queryKey: ['orders', 'palette', text],
    queryFn: ({ signal }) =>
      client.orders.list({ query: { limit: hits_max, ...(number === undefined ? { q: text } : { number }) }, signal }),
    enabled: isAsked && text.length > 1,
    placeholderData: keepPreviousData,
  });
}

function useProductsLike(text: string) {
  return useQuery({
    queryKey: ['products', 'palette', text],
    queryFn: ({ signal }) => client.products.search({ query: { q: text, limit: hits_max }, signal }),
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
  });
}

/** Selects as the component's own arrow keys do; it does so by itself for what is there when one types, and no later. */
function selectFirst(): void {
  const { selected, listId } = store.getState();
  const list = document.getElementById(listId);
  if (selected > 0 || list?.querySelector('[data-selected]')) return;
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}

/** What stands where nothing is found: that is said only of what was looked for. */
function emptyWords(wanted: string, isLooking: boolean, hasOrders: boolean): string {
  if (wanted.length < 2) return hasOrders ? 'Write a product’s name, or an order’s number' : 'Write a product’s name';
  return isLooking ? 'Looking…' : 'Nothing of that name';
}

/** The page below it, which is entered late, takes the focus then; whoever writes here goes on. */
function keepFocus({ currentTarget, relatedTarget }: FocusEvent<HTMLInputElement>): void {
  const isWithin = currentTarget.closest('[role="dialog"]')?.contains(relatedTarget);
  if (store.getState().opened && relatedTarget !== null && !isWithin) currentTarget.focus();
}

interface PaletteProps {
  /** How often it was asked for: each time it opens, also while it still goes. */
  asked: number;
  /** Now is no time for it. */
  isShut: boolean;
}

/** Jumps to a room, an order or a product by a few letters of it. */
export default function Palette({ asked, isShut }: PaletteProps) {
  const router = useRouter();
  const navigate = useNavigate();
  const { user } = useSession();
  const { currency, locale } = useStore();
  const writes = useMay('products:write');
  const [query, setQuery] = useState('');
  const [settled] = useDebouncedValue(query.trim(), settled_ms);
  const orders = useOrdersLike(settled, user !== null);
  const products = useProductsLike(settled);
  useEffect(() => {
    if (asked === 0 || store.getState().opened) return;
    // What was written is forgotten once it has gone; when it is wanted before that, now.
    setQuery('');
    actions.open();
  }, [asked]);
  useEffect(() => {
    if (isShut) actions.close();
  }, [asked, isShut]);

  const wanted = query.trim().toLowerCase();
  const rooms = roomsOf(router, user?.role ?? 'anonymous').filter(({ label }) => label.toLowerCase().includes(wanted));
  const foundOrders = settled.length > 1 ? (orders.data?.data ?? []) : [];
  const foundProducts = settled.length > 1 ? (products.data?.data ?? []) : [];
  // What comes late is chosen by Enter as well: the first one, until the arrows say otherwise.
  const hits = [...foundOrders, ...foundProducts].map(({ id }) => id).join();
  useEffect(() => {
    if (hits !== '') selectFirst();
  }, [hits]);
  const isLooking = query.trim() !== settled || orders.isFetching || products.isFetching;
  const isNothing = rooms.length + foundOrders.length + foundProducts.length === 0;
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      clearQueryOnClose
      scrollable
      maxHeight="60vh"
    >
      <Spotlight.Search
        placeholder="Jump to an order, product or page"
        aria-label="Jump to an order, product or page"
        onBlur={keepFocus}
        leftSection={<IconSearch size={18} stroke={1.6} />}
      />
      <Spotlight.ActionsList>
        {rooms.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {rooms.map(({ path, label, icon: Icon }) => (
              <Spotlight.Action
                key={path}
                label={label}
                leftSection={<Icon size={18} stroke={1.6} />}
                onClick={() => void navigate({ to: path })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {foundOrders.length > 0 && (
          <Spotlight.ActionsGroup label="Orders">
            {foundOrders.map(({ id, number, status, customer, total, currency: paidIn }) => (
              <Spotlight.Action
                key={id}
                label={`Order ${number}`}
                description={`${customer.full_name ?? customer.email ?? 'Guest'} · ${orderWords[status]} · ${formatMoney(total, { currency: paidIn, locale })}`}
                leftSection={<IconShoppingBag size={18} stroke={1.6} />}
                onClick={() => void navigate({ to: '/orders/$orderId', params: { orderId: id } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {foundProducts.length > 0 && (
          <Spotlight.ActionsGroup label="Products">
            {foundProducts.map(({ id, name, variants }) => (
              <Spotlight.Action
                key={id}
                label={name}
                description={`${variants[0]?.sku ?? ''} · ${formatMoney(variants[0]?.unit_price ?? 0, { currency, locale })}`}
                leftSection={<IconBox size={18} stroke={1.6} />}
                onClick={() =>
                  void navigate({
                    to: writes ? '/manage/products/$productId' : '/products/$productId',
                    params: { productId: id },
                  })
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {isNothing && <Spotlight.Empty>{emptyWords(wanted, isLooking, user !== null)}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
