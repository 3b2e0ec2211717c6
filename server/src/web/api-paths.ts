/** At and below these the API answers; no page of the web app ever stands there. */
export const apiPaths = [
  '/api',
  '/files',
  '/docs',
  '/openapi.json',
  '/health',
  '/metrics',
  '/.well-known',
  '/ws',
] as const;
