import { type Static, Type } from 'typebox';
import { roles } from './permissions.ts';
import { route } from './route.ts';
import {
  Address,
  ById,
  CommaSeparated,
  Email,
  Id,
  Line,
  listQuery,
  Nullable,
  OneOf,
  Page,
  Phone,
  Shape,
  Timestamp,
} from './schemas.ts';

const Password = Line(200, {
  description:
    'At least 8 characters with upper and lower case, a digit and a special character, unless the store says otherwise',
  examples: ['Orderhouse-demo-1'],
});
const Username = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,38}[A-Za-z0-9]$', examples: ['ada'] });

export const User = Shape({
  id: Id,
  email: Email,
  username: Nullable(Type.String()),
  role: OneOf(roles, { examples: ['customer'] }),
  full_name: Type.String({ examples: ['Ada Lovelace'] }),
  phone: Nullable(Type.String()),
  address: Nullable(Address),
  is_active: Type.Boolean(),
  is_verified: Type.Boolean(),
  version: Type.Integer(),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type User = Static<typeof User>;

export const Session = Shape({
  access_token: Type.Optional(Type.String({ description: 'Absent when the session travels in cookies' })),
  token_type: Type.Literal('bearer'),
  expires_in: Type.Integer({ description: 'Seconds until the access token runs out', examples: [900] }),
  refresh_token: Type.Optional(Type.String({ description: 'Good for one use; absent when it travels in a cookie' })),
  user: User,
});
export type Session = Static<typeof Session>;

const Transport = OneOf(['token', 'cookie'], {
  description:
    '`cookie` keeps the session in httpOnly cookies, for browsers; `token` (default) answers with the tokens',
});

const tag = 'Accounts';

export const auth = {
  register: route({
    method: 'POST',
    path: '/auth/register',
    tag,
    summary: 'Open a customer account and sign in',
    permission: 'auth:sign-in',
    guarded: true,
    body: Shape({
      email: Email,
      password: Password,
      full_name: Line(200, { examples: ['Ada Lovelace'] }),
      username: Type.Optional(Username),
      phone: Type.Optional(Phone),
      address: Type.Optional(Address),
      transport: Type.Optional(Transport),
    }),
    status: 201,
    answer: Session,
    problems: [
      'store_not_found',
      'registration_closed',
      'email_taken',
      'username_taken',
      'weak_password',
      'overloaded',
    ],
  }),
  login: route({
    method: 'POST',
    path: '/auth/login',
    tag,
    summary: 'Sign in by e-mail address or username',
    permission: 'auth:sign-in',
    guarded: true,
    body: Shape({
      email: Type.Optional(Line(254, { examples: ['customer@demo.test'] })),
      username: Type.Optional(Line(40)),
      password: Password,
      transport: Type.Optional(Transport),
    }),
    status: 200,
    answer: Session,
    problems: ['store_not_found', 'invalid_credentials', 'overloaded'],
  }),
  refresh: route({
    method: 'POST',
    path: '/auth/refresh',
    tag,
    summary: 'Trade a refresh token for the next pair',
    description:
      'A refresh token is good for one use. One that is used again ends its session: it was stolen from somebody.',
    permission: 'auth:sign-in',
    guarded: true,
    body: Shape({
      refresh_token: Type.Optional(
        Type.String({ maxLength: 200, description: 'Left out when it travels in the cookie' }),
      ),
    }),
    status: 200,
    answer: Session,
    problems: ['invalid_token'],
  }),
  logout: route({
    method: 'POST',
    path: '/auth/logout',
    tag,
    summary: 'End the session at once, on every process',
    permission: 'auth:sign-in',
    body: Shape({ refresh_token: Type.Optional(Type.String({ maxLength: 200 })) }),
    status: 204,
  }),
  forgottenPassword: route({
    method: 'POST',
    path: '/auth/forgotten-password',
    tag,
    summary: 'Have a link mailed that sets another password',
    description:
      'The answer says nothing of whether there is such an account. The link is good for one hour and one use; an account is mailed three an hour at most.',
    permission: 'auth:sign-in',
    guarded: true,
    body: Shape({ email: Email }),
    status: 204,
    problems: ['store_not_found'],
  }),
  resetPassword: route({
    method: 'POST',
    path: '/auth/reset-password',
    tag,
    summary: 'Set another password by a mailed link',
    description:
      'Ends every session of the account, and the lock of one that was guessed at. Nobody is signed in: that is done with the new password.',
    permission: 'auth:sign-in',
    guarded: true,
    body: Shape({
      token: Type.String({
        minLength: 1,
        maxLength: 200,
        description: 'What stands after `#token=` in the link; it names its store by itself',
      }),
      password: Password,
    }),
    status: 204,
    problems: ['invalid_link', 'weak_password', 'overloaded'],
  }),
  me: route({
    method: 'GET',
    path: '/auth/me',
    tag,
    summary: 'Who I am',
    permission: 'profile:manage',
    status: 200,
    answer: User,
    versioned: true,
  }),
  updateMe: route({
    method: 'PATCH',
    path: '/auth/me',
    tag,
    summary: 'Change my profile or my password',
    permission: 'profile:manage',
    guarded: 'new-password',
    body: Shape(
      {
        full_name: Type.Optional(Line(200)),
        username: Type.Optional(Nullable(Username)),
        phone: Type.Optional(Nullable(Phone)),
        address: Type.Optional(Nullable(Address)),
        password: Type.Optional(Password),
        current_password: Type.Optional(Type.String({ maxLength: 200, description: 'Needed to change the password' })),
      },
      { examples: [{ phone: '+44 20 7946 0000' }] },
    ),
    status: 200,
    answer: User,
    versioned: true,
    problems: ['invalid_credentials', 'username_taken', 'weak_password', 'overloaded'],
  }),
};

export const userSorts = ['created_at', '-created_at', 'email', '-email'] as const;

export const users = {
  list: route({
    method: 'GET',
    path: '/users',
    tag: 'Users',
    summary: 'The accounts of the store',
    permission: 'users:manage',
    query: listQuery(
      {
        role: Type.Optional(CommaSeparated(roles, { description: 'One or several, comma-separated' })),
        is_active: Type.Optional(Type.Boolean()),
        q: Type.Optional(Line(100, { description: 'Part of a name, e-mail address or username' })),
      },
      userSorts,
    ),
    status: 200,
    answer: Page(User),
  }),
  create: route({
    method: 'POST',
    path: '/users',
    tag: 'Users',
    summary: 'Open an account of any role',
    permission: 'users:manage',
    idempotent: true,
    body: Shape({
      email: Email,
      password: Password,
      full_name: Line(200, { examples: ['Ada Lovelace'] }),
      role: OneOf(roles, { examples: ['vendor'] }),
      username: Type.Optional(Username),
      phone: Type.Optional(Phone),
      address: Type.Optional(Address),
    }),
    status: 201,
    answer: User,
    versioned: true,
    problems: ['email_taken', 'username_taken', 'weak_password', 'overloaded'],
  }),
  get: route({
    method: 'GET',
    path: '/users/{id}',
    tag: 'Users',
    summary: 'One account',
    permission: 'users:manage',
    params: ById,
    status: 200,
    answer: User,
    versioned: true,
    problems: ['not_found'],
  }),
  update: route({
    method: 'PATCH',
    path: '/users/{id}',
    tag: 'Users',
    summary: 'Change a role, or deactivate an account',
    description:
      'A change of role and a deactivation end every session of the account at once. The products of a deactivated vendor stay on sale until an admin archives them.',
    permission: 'users:manage',
    params: ById,
    body: Shape(
      {
        role: Type.Optional(OneOf(roles)),
        is_active: Type.Optional(Type.Boolean()),
        full_name: Type.Optional(Line(200)),
        phone: Type.Optional(Nullable(Phone)),
        address: Type.Optional(Nullable(Address)),
      },
      { examples: [{ role: 'vendor' }] },
    ),
    status: 200,
    answer: User,
    versioned: true,
    problems: ['not_found', 'last_admin'],
  }),
};
