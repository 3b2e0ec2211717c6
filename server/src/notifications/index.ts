export { checkMail } from './check-mail.ts';
export { listNotifications } from './list-notifications.ts';
export { openNotifications } from './open-notifications.ts';
export { previewMail, sampleStore } from './preview-mail.ts';
export { registerNotificationRoutes } from './routes.ts';
export { pruneNotifications } from './statements.ts';
