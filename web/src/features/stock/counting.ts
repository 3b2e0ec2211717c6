import type { AdjustmentResults, StockLevel } from '@orderhouse/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAttempt } from '../../lib/attempt.ts';
import { client } from '../../lib/client.ts';
import { tellRefused } from '../../ui/toast.ts';
import { bulkOf, type Counts, withCount } from './adjustment.ts';
import { type Refusal, refusalsIn, refusalsOfNone } from './words.ts';

/** Several stocks that are counted together: what was counted, and why some of it was not booked. */
export function useCounting() {
  const queries = useQueryClient();
  const attempt = useAttempt();
  const [counts, setCounts] = useState<Counts>(new Map());
  const [refusals, setRefusals] = useState<ReadonlyMap<string, Refusal>>(new Map());

  const [said, setSaid] = useState('');

  const settle = (sent: Counts, refused: ReadonlyMap<number, Refusal>) => {
    const ids = [...sent.keys()];
    const left = ids.flatMap((id, index) => {
      const refusal = refused.get(index);
      return refusal ? [[id, refusal] as const] : [];
    });
    setRefusals(new Map(left));
    const leftIds = new Set(left.map(([id]) => id));
    setCounts((now) => new Map([...now].filter(([id]) => leftIds.has(id) || !sent.has(id))));
  };
  const send = useMutation({
    mutationFn: (sent: Counts): Promise<AdjustmentResults> => {
      const body = { adjustments: bulkOf(sent) };
      return attempt(body, (idempotencyKey) => client.stock.adjust({ body, idempotencyKey }));
    },
    onSuccess: ({ results, adjusted, refused }, sent) => {
      settle(sent, refusalsIn(results));
      setSaid(refused === 0 ? `${adjusted} booked.` : `${adjusted} booked, ${refused} not: see their rows.`);
    },
    onError: (error, sent) => {
      const refused = refusalsOfNone(error);
      if (refused.size === 0) return tellRefused(error);
      settle(sent, refused);
      setSaid('Nothing was booked: see the rows.');
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['stock'] }),
        queries.invalidateQueries({ queryKey: ['products'] }),
      ]),
  });
  const forgive = (id: string) => setRefusals((now) => new Map([...now].filter(([one]) => one !== id)));
  const count = ({ id, stock }: StockLevel, units: number | '') => {
    forgive(id);
    setSaid('');
    setCounts((now) => withCount(now, id, units, stock));
  };
  /** The stock is what it is, and the count is right all the same. */
  const takeOver = ({ id }: StockLevel, stock: number) => {
    forgive(id);
    setCounts((now) => {
      const one = now.get(id);
      return one ? new Map(now).set(id, { ...one, expected: stock }) : now;
    });
  };
  const clear = () => {
    setCounts(new Map());
    setRefusals(new Map());
    setSaid('');
  };
  return { counts, refusals, said, count, takeOver, clear, book: () => send.mutate(counts), isBooking: send.isPending };
}
