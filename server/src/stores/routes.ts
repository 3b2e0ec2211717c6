import { store } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readStore } from './read-store.ts';
import { updateStore } from './update-store.ts';

export function registerStoreRoutes(app: FastifyInstance, runtime: Runtime): void {
  bindRoute(app, store.get, async ({ caller }) => ({ body: await readStore(runtime, caller) }));
  bindRoute(app, store.update, async ({ caller, body, expectedVersion }) => ({
    body: await updateStore(runtime, caller, body, expectedVersion),
  }));
}
