import { Skeleton } from '@mantine/core';
import type { StoreSummary } from '@orderhouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useSession } from '../../lib/session.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure } from '../../ui/states.tsx';
import { BestSellersSection } from './best-sellers-section.tsx';
import { Figures } from './figures.tsx';
import classes from './overview.module.css';
import { summaryQuery } from './queries.ts';
import { SalesSection } from './sales-section.tsx';
import { ScarceSection } from './scarce-section.tsx';
import { StatusSection } from './status-section.tsx';
import { FailedImports, TroubleSection } from './trouble-section.tsx';
import { useFirstLook } from './use-first-look.ts';
import { WaitingSection } from './waiting-section.tsx';

/** A store in which nobody has ordered yet: what to do until somebody does. */
function NoOrders({ hasProducts }: { hasProducts: boolean }) {
  return (
    <Empty
      title="No orders yet"
      action={
        hasProducts ? (
          <LinkButton to="/">See the shop as customers do</LinkButton>
        ) : (
          <LinkButton to="/manage/products/new">Create a product</LinkButton>
        )
      }
    >
      {hasProducts
        ? 'The first one stands here the moment it is placed.'
        : 'There is nothing on sale yet. Create a product, or bring a list of them in by an import.'}
    </Empty>
  );
}

function Reports({ summary, isOwn }: { summary: StoreSummary; isOwn: boolean }) {
  // While they are counted, nobody knows yet that there are none.
  const hasOrders = !summary.is_complete || summary.by_status.some(({ orders }) => orders > 0);
  return (
    <>
      {!summary.is_complete && (
        <Notice tone="busy" title="Sales are being counted">
          The figures rise until that is done. Nothing has to be done for it.
        </Notice>
      )}
      <Figures summary={summary} />
      {hasOrders ? (
        <div className={classes.columns}>
          <div className={classes.column}>
            <SalesSection />
            <BestSellersSection />
          </div>
          <div className={classes.column}>
            <StatusSection counts={summary.by_status} isOwn={isOwn} />
            <ScarceSection />
          </div>
        </div>
      ) : (
        <NoOrders hasProducts={summary.products.active > 0} />
      )}
    </>
  );
}

/** The store at a glance; for a vendor its own part of it, and what waits for it first. */
export function OverviewPage() {
  const { user } = useSession();
  const isVendor = user?.role === 'vendor';
  const { data, error, refetch } = useQuery(summaryQuery);
  // Drawn beside what the browser has to do meanwhile, not in one long piece that holds it up.
  const isDrawn = useDeferredValue(!useFirstLook(isVendor));
  return (
    <Page title="Overview">
      {isDrawn ? (
        <div className={classes.page}>
          {isVendor ? (
            <>
              <FailedImports />
              <WaitingSection />
            </>
          ) : (
            <TroubleSection />
          )}
          {data && <Reports summary={data} isOwn={isVendor} />}
          {error && !data && <Failure error={error} retry={() => void refetch()} />}
        </div>
      ) : (
        <div role="status" aria-label="Loading">
          <Skeleton height={112} mb="xl" />
          <Skeleton height={640} />
        </div>
      )}
    </Page>
  );
}
