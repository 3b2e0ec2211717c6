import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { newKey } from '../../lib/attempt.ts';
import { uploading } from '../../lib/upload.ts';
import { faultOfFile, isForGood, wordsOfRefusal } from './picture-files.ts';

/** A file on its way to a product. What has arrived is a picture and stands here no more. */
export interface Upload {
  /** Of its idempotency too: however often it is tried, it is one picture. */
  key: string;
  file: File;
  state: 'waiting' | 'sending' | 'failed';
  /** How much of it was sent, from 0 to 1. */
  share: number;
  /** Why it failed; trying again helps only where the server was asked. */
  fault: string | null;
  mayRetry: boolean;
}

/** Sends files one after the other, each with its own fate. */
export function useUploads(productId: string) {
  const queries = useQueryClient();
  const list = useRef<readonly Upload[]>([]);
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [batch, setBatch] = useState({ done: 0, total: 0 });
  const isBusy = useRef(false);

  const become = useCallback((next: readonly Upload[]) => {
    list.current = next;
    setUploads(next);
  }, []);
  const change = useCallback(
    (key: string, to: Partial<Upload>) =>
      become(list.current.map((one) => (one.key === key ? { ...one, ...to } : one))),
    [become],
  );
  const drop = useCallback((key: string) => become(list.current.filter((one) => one.key !== key)), [become]);

  const send = useCallback(
    async ({ key, file }: Upload) => {
      change(key, { state: 'sending', share: 0, fault: null });
      try {
        const client = uploading((share) => change(key, { share }));
        await client.products.addImage({ params: { id: productId }, file, idempotencyKey: key });
        await queries.invalidateQueries({ queryKey: ['products'] });
        drop(key);
      } catch (error) {
        change(key, { state: 'failed', fault: wordsOfRefusal(error), mayRetry: !isForGood(error) });
      }
      setBatch(({ done, total }) => ({ done: done + 1, total }));
    },
    [change, drop, productId, queries],
  );

  const work = useCallback(async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    for (;;) {
      const next = list.current.find(({ state }) => state === 'waiting');
      if (!next) break;
      await send(next);
    }
    isBusy.current = false;
    setBatch({ done: 0, total: 0 });
  }, [send]);

  const add = (files: readonly File[]) => {
    const fresh = files.map((file): Upload => {
      const fault = faultOfFile(file);
      return { key: newKey(), file, state: fault === null ? 'waiting' : 'failed', share: 0, fault, mayRetry: false };
    });
    const wanted = fresh.filter(({ state }) => state === 'waiting').length;
    setBatch(({ done, total }) => ({ done, total: total + wanted }));
    become([...list.current, ...fresh]);
    void work();
  };
  const retry = (key: string) => {
    change(key, { state: 'waiting', fault: null });
    setBatch(({ done, total }) => ({ done, total: total + 1 }));
    void work();
  };
  return { uploads, batch, add, retry, drop };
}
