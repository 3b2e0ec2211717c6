import { background as contract } from '@orderhouse/contracts';
import type { FastifyInstance } from 'fastify';
import { bindRoute } from '../platform/http/bind-route.ts';
import { triggerBackground } from './trigger-background.ts';
import type { Background } from './work-off.ts';

export function registerBackgroundRoutes(app: FastifyInstance, background: Background): void {
  bindRoute(app, contract.trigger, async ({ caller }) => ({ body: await triggerBackground(background, caller) }));
}
