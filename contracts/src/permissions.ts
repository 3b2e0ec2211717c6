/** What a role may do. One table; the API decides by it and the web app shows by it. */
export const roles = ['admin', 'vendor', 'customer'] as const;
export type Role = (typeof roles)[number];

/** Who asks: a role of an account, or nobody known. */
export type Asker = Role | 'anonymous';

const anyone = ['anonymous', 'customer', 'vendor', 'admin'] as const;
const signedIn = ['customer', 'vendor', 'admin'] as const;

export const permissions = {
  'system:read': anyone,
  'auth:sign-in': anyone,
  'store:read': anyone,
  'store:manage': ['admin'],
  'profile:manage': signedIn,
  'users:manage': ['admin'],
  'catalogue:read': anyone,
  'products:write': ['vendor', 'admin'],
  'categories:manage': ['admin'],
  'stock:adjust': ['vendor', 'admin'],
  'orders:place': ['customer', 'admin'],
  'orders:read': signedIn,
  'orders:edit': ['customer', 'admin'],
  'orders:fulfil': ['vendor', 'admin'],
  'orders:cancel': ['customer', 'admin'],
  'payments:settle': ['customer', 'admin'],
  'events:read': signedIn,
  'imports:run': ['vendor', 'admin'],
  'exports:run': ['vendor', 'admin'],
  'reports:read': ['vendor', 'admin'],
  'background:run': ['admin'],
  'jobs:manage': ['admin'],
  'webhooks:manage': ['admin'],
  'notifications:read': ['admin'],
} as const satisfies Record<string, readonly Asker[]>;

export type Permission = keyof typeof permissions;

/** @returns whether an asker of this role has the permission. */
export function may(asker: Asker, permission: Permission): boolean {
  const holders: readonly Asker[] = permissions[permission];
  return holders.includes(asker);
}

/** @returns every permission of a role, in the table's order; the web app's navigation follows from it. */
export function permissionsOf(asker: Asker): Permission[] {
  return (Object.keys(permissions) as Permission[]).filter((permission) => may(asker, permission));
}
