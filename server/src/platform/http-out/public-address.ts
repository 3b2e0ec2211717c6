import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { openGate } from '../queue/gate.ts';

/** Says that a request would have gone to where nothing of ours may go. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`${host} is not an address of the public internet`);
    this.name = 'AddressRefused';
  }
}

/** @param signal when nobody waits for it any more. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<LookupAddress[]>;

/** A look-up keeps one of Node's four threads until it ends, and whoever owns the name decides when that is. */
const lookups_max = 2;

/** @returns what looks up so few names at a time that files and password hashes keep threads of their own. */
export function fewAtOnce(lookup: (host: string) => Promise<LookupAddress[]>): Resolve {
  const gate = openGate(lookups_max);
  return (host, signal) =>
    gate(async () => {
      signal.throwIfAborted();
      return lookup(host);
    });
}

/** Asks as every program of the machine does: /etc/hosts, then DNS. */
export const resolveByMachine = fewAtOnce((host) => dns.lookup(host, { all: true }));

/** What of IPv6 has been given out to the public internet; addresses that embed one of IPv4 lie outside or are named. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** Here Azure serves the machines that it hosts, over plain HTTP: in the public range, but reached by those alone. */
const azure = '168.63.129.16';

/**
 * Whether an address belongs to the public internet: no private, loopback, link-local, shared (CGNAT), multicast,
 * documentation or reserved one, by the registries of IANA, and not that of Azure. One of IPv4 that is mapped into IPv6
 * counts as what it is; other forms that embed one (6to4, Teredo, NAT64, the deprecated ::/96) never belong to it.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const plain = ipaddr.process(address);
  if (plain.range() !== 'unicast' || plain.toString() === azure) return false;
  return plain.kind() === 'ipv4' || (plain as ipaddr.IPv6).match(globalUnicast);
}

/** @returns the host of a URL as it is resolved: without the brackets of IPv6. */
export function hostIn(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Resolves a host once, and hands out what was checked: the connection goes to these addresses, whatever the name
 * stands for a moment later. A name of which only one address lies inside is refused as a whole.
 *
 * @throws AddressRefused; what the resolver throws.
 */
export async function resolvePublic(host: string, resolve: Resolve, signal: AbortSignal): Promise<LookupAddress[]> {
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host, signal) : [{ address: host, family }];
  if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new AddressRefused(host);
  }
  return addresses;
}

/** @returns a `lookup` for a connection that knows these addresses only. */
export function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, tell) => {
    const [first] = addresses;
    if (all || !first) tell(null, [...addresses]);
    else tell(null, first.address, first.family);
  };
}
