import { OrderhouseError, type Product } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { availabilityOf } from '../../lib/availability.ts';
import { categoriesQuery, wayTo } from '../../lib/categories.ts';
import { useMay, useSession } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Money } from '../../ui/money.tsx';
import { BarePage } from '../../ui/page.tsx';
import { Failure, NotFound, NotFoundPage } from '../../ui/states.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { AddToCart } from './add-to-cart.tsx';
import { chosenVariant, gaveWay, optionsOf, variantOf } from './choices.ts';
import { flyToCart } from './fly-to-cart.ts';
import { Gallery } from './gallery.tsx';
import { OptionFields } from './option-fields.tsx';
import classes from './product-page.module.css';
import { productInShop } from './queries.ts';

const route = getRouteApi('/products/$productId');

const tones: Readonly<Record<ReturnType<typeof availabilityOf>['state'], Tone>> = {
  in_stock: 'good',
  low: 'waiting',
  sold_out: 'over',
};

/** The way from the front of the shop to where the product stands. */
function Trail({ categoryId }: { categoryId: string | undefined }) {
  const { data } = useQuery(categoriesQuery);
  return (
    <nav aria-label="Where you are" className={classes.trail}>
      <Link to="/">Shop</Link>
      {wayTo(data?.data ?? [], categoryId).map(({ id, path, name }) => (
        <Link key={id} to="/" search={{ category: path }}>
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** For those who sell: the way to change it, and whether customers see it. */
function SellersWay({ product }: { product: Product }) {
  const { user } = useSession();
  const mayWrite = useMay('products:write');
  if (!mayWrite || (user?.role !== 'admin' && user?.id !== product.vendor_id)) return null;
  return (
    <div className={classes.seller}>
      {product.status !== 'active' && <p>Customers do not see this product.</p>}
      <LinkButton to="/manage/products/$productId" params={{ productId: product.id }} variant="default">
        Edit this product
      </LinkButton>
    </div>
  );
}

function ProductView({ product }: { product: Product }) {
  const store = useStore();
  const { user } = useSession();
  const { variant: sku } = route.useSearch();
  const navigate = route.useNavigate();
  const [note, setNote] = useState<string | null>(null);
  const picture = useRef<HTMLDivElement>(null);
  const variant = variantOf(product.variants, sku);
  if (variant === undefined) return <NotFound what="This is not sold any more" isPage />;
  const { state, word } = availabilityOf(variant, store);
  const choose = (name: string, value: string) => {
    const next = chosenVariant(product.variants, variant, name, value);
    setNote(gaveWay(variant, next, name));
    void navigate({ search: { variant: next.sku }, replace: true, resetScroll: false });
  };
  const buys = user === null || user.role === 'customer';
  return (
    <div className={classes.product}>
      <Gallery product={product} ref={picture} />
      <div className={classes.told}>
        <Trail categoryId={product.category_ids[0]} />
        <h1 className={classes.name}>{product.name}</h1>
        <p className={classes.price}>
          <Money minor={variant.unit_price} currency={product.currency} />
        </p>
        <OptionFields options={optionsOf(product.variants, variant)} onChoose={choose} />
        {note !== null && (
          <p className={classes.note} role="status">
            {note}
          </p>
        )}
        <p className={classes.stock} role="status">
          <Status tone={tones[state]} word={word} />
        </p>
        {buys && (
          <AddToCart key={variant.id} product={product} variant={variant} onAdded={() => flyToCart(picture.current)} />
        )}
        <SellersWay product={product} />
        {product.description !== '' && <p className={classes.description}>{product.description}</p>}
        <p className={classes.article}>Article {variant.sku}</p>
      </div>
    </div>
  );
}

/** The shape of the page before it is known. */
function ProductSkeleton() {
  return (
    <div className={classes.product} role="status" aria-label="Loading the product">
      <div className={classes.blankPicture} />
      <div className={classes.told} aria-hidden="true">
        <span className={classes.blank} style={{ width: '12ch' }} />
        <span className={classes.blank} style={{ width: '70%', height: 32 }} />
        <span className={classes.blank} style={{ width: '6ch', height: 24 }} />
        <span className={classes.blank} style={{ width: '8ch' }} />
        <span className={classes.blank} style={{ width: '100%', maxWidth: 400, height: 40 }} />
      </div>
    </div>
  );
}

/** One product: what it looks like, what it costs, what is left of it, and into the cart with it. */
export function ProductPage() {
  const { productId } = route.useParams();
  const { data: product, error, isPending, refetch } = useQuery(productInShop(productId));
  // An address with a mistake in it names no product either.
  const isUnknown = error instanceof OrderhouseError && (error.status === 404 || error.status === 422);
  if (isUnknown) return <NotFoundPage what="This product is not here" />;
  return (
    <BarePage title={product?.name ?? 'Product'}>
      {isPending && <ProductSkeleton />}
      {product === undefined && error && <Failure error={error} retry={() => void refetch()} />}
      {product && <ProductView key={product.id} product={product} />}
    </BarePage>
  );
}
