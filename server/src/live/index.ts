export { openLive } from './open-live.ts';
export { registerLiveRoutes } from './routes.ts';
export { webSocketPath } from './serve-web-socket.ts';
export { wakeByRedis } from './wake-by-redis.ts';
export { wakeByNotify } from './wake-ups.ts';
