/** @returns what stands after `token=` in the fragment of a mailed link, which no server is ever sent; null where nothing does. */
export function tokenIn(fragment: string): string | null {
  const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  return token !== null && token !== '' && token.length <= 200 ? token : null;
}
