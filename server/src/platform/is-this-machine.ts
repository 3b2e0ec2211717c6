const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether a host, as a name, an address or in brackets as it stands in a URL, is this machine's own, for nobody else. */
export function isThisMachine(host: string): boolean {
  return loopback.test(host);
}
