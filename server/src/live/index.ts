export { openLive } from './open-live.ts';
export { registerLiveRoutes } from './routes.ts';
export { webSocketPath } from './serve-web-socket.ts';
