/**
 * The Content-Security-Policy of the web app's pages. Scripts come from this server and from nowhere else, and none
 * stands in a page. Styles may: the components set sizes and colours of themselves.
 *
 * @param pictureOrigins where pictures lie besides here: a bucket, to which this server sends their readers.
 */
export function pagesPolicy(pictureOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data: blob:", ...pictureOrigins].join(' '),
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
